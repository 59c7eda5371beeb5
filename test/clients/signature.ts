/** What API Gateway does with a signature (AWS: "Signature Version 4 signing process"), from the request as it came. */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)\/(?<scope>\d{8}\/(?<region>[\w-]+)\/(?<service>[\w-]+)\/aws4_request),\s*SignedHeaders=(?<headers>[\w;-]+),\s*Signature=(?<signature>[\da-f]{64})$/;

/** Null for a request that the signer signed for `execute-api` in this region; else what is wrong with it. */
export function signatureFault(request: IncomingMessage, body: Buffer, signer: Signer, region: string): string | null {
  const told = AUTHORIZATION.exec(request.headers.authorization ?? '')?.groups;
  if (!told) return `no signature: ${request.headers.authorization}`;
  if (told.key !== signer.accessKeyId || told.region !== region || told.service !== 'execute-api')
    return 'another scope';
  if (request.headers['x-amz-security-token'] !== signer.sessionToken) return 'another session';
  const date = String(request.headers['x-amz-date']);
  const signed = (told.headers ?? '').split(';');
  for (const name of ['host', 'x-amz-date']) if (!signed.includes(name)) return `${name} is not signed`;

  const [rawPath = '', rawQuery = ''] = (request.url ?? '').split('?');
  const canonical = [
    request.method,
    // Each segment as it came is encoded once more.
    rawPath.split('/').map(encode).join('/'),
    canonicalQuery(rawQuery),
    ...signed.map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    told.headers,
    request.headers['x-amz-content-sha256'] ?? sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, told.scope, sha256(canonical)].join('\n');
  const parts = [date.slice(0, 8), region, 'execute-api', 'aws4_request', toSign];
  const signature = parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${signer.secretAccessKey}`)).toString('hex');
  return signature === told.signature ? null : `wrong signature of\n${canonical}`;
}

function canonicalQuery(rawQuery: string): string {
  const pairs = rawQuery.split('&').filter((pair) => pair !== '');
  const encoded = pairs.map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value.join('=')))].join('=');
  });
  return encoded.sort().join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
