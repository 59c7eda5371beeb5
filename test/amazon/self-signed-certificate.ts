import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** In the form in which `node:tls` takes them: PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate for `localhost`, made on the spot, so that no key lies in the repository (X.509, RFC 5280). */
export function selfSignedCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
  const name = sequence(set(sequence(oid('550403'), utf8('localhost'))));
  const hour = 3_600_000;
  const now = Date.now();
  const basicConstraints = extension('551d13', sequence(der(0x01, Buffer.from([0xff]))));
  const subjectAlternativeName = extension('551d11', sequence(der(0x82, Buffer.from('localhost'))));
  const keyId = createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
  const subjectKeyId = extension('551d0e', der(0x04, keyId));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(time(now - hour), time(now + hour)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(basicConstraints, subjectAlternativeName, subjectKeyId)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, privateKey)]));
  const base64 = sequence(toBeSigned, ecdsaWithSha256, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Tag, length, value (DER, X.690). */
function der(tag: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const { length } = value;
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), value]);
}

const sequence = (...values: readonly Buffer[]) => der(0x30, ...values);
const set = (...values: readonly Buffer[]) => der(0x31, ...values);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utf8 = (text: string) => der(0x0c, Buffer.from(text));
const time = (epochMs: number) => der(0x18, Buffer.from(new Date(epochMs).toISOString().replace(/[-:T]|\.\d+/g, '')));
const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x04, value));
