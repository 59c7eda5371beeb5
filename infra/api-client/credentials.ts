/** AWS credentials by the SDK's default chain, looked for when the first request needs them. */
import { failed, ok, type Result } from '../../lib/result.ts';
import type { ApiAddress } from './address.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface CredentialsFailure {
  readonly reason: 'no_credentials' | 'credentials_expired';
  /** In the SDK's words. */
  readonly detail: string;
}

export type CredentialsSource = () => Promise<Result<Credentials, CredentialsFailure>>;

/** A local run looks at no signature, so that nobody needs an AWS account to try it. */
const MADE_UP: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export function credentialsFor(address: ApiAddress, profile: string | undefined): CredentialsSource {
  const source: CredentialsSource =
    address.loopback && profile === undefined ? async () => ok(ofEnvironment() ?? MADE_UP) : byDefaultChain(profile);
  return async () => {
    const found = await source();
    return found.ok && !canBeSent(found.value) ? failed(UNSENDABLE) : found;
  };
}

const UNSENDABLE: CredentialsFailure = {
  reason: 'no_credentials',
  detail: 'what was found has a space, a line break or another character that no credential has',
};

function canBeSent({ accessKeyId, secretAccessKey, sessionToken = 'none' }: Credentials): boolean {
  return [accessKeyId, secretAccessKey, sessionToken].every((value) => /^[\x21-\x7e]+$/.test(value));
}

/** The chain would go on to ask the instance metadata service, and wait for it, on a machine that has none. */
function ofEnvironment(): Credentials | null {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return null;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

function byDefaultChain(profile: string | undefined): CredentialsSource {
  let provider: (() => Promise<Credentials>) | undefined;
  return async () => {
    const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
    provider ??= defaultProvider(profile === undefined ? {} : { profile });
    try {
      const credentials = await provider();
      return isExpired(credentials) ? failed(expired('They ended some time ago.')) : ok(credentials);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const detail = profile === undefined ? said : `profile ${profile}: ${said}`;
      return failed(/expired/i.test(detail) ? expired(detail) : { reason: 'no_credentials', detail });
    }
  };
}

function isExpired({ expiration }: Credentials): boolean {
  return expiration !== undefined && expiration.getTime() <= Date.now();
}

function expired(detail: string): CredentialsFailure {
  return { reason: 'credentials_expired', detail };
}
