import { isLoopbackHost } from '../../lib/configuration/loopback.ts';
import { failed, ok, type Result } from '../../lib/result.ts';

/** Where the API is, and what its address tells of how to sign for it. */
export interface ApiAddress {
  /** Without a slash at its end; a custom domain may have a path. */
  readonly url: string;
  /** A local run, which looks at no signature. */
  readonly loopback: boolean;
  /** Of an address that API Gateway gave: its region and the id of the API. */
  readonly gateway: { readonly region: string; readonly apiId: string } | null;
}

const GATEWAY = /^(?<apiId>[a-z0-9]+)\.execute-api\.(?<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?$/;

/** The failure says, as the end of a sentence that begins with the address, what is wrong with it. */
export function parseApiAddress(text: string): Result<ApiAddress, string> {
  if (!URL.canParse(text))
    return failed('is no address; it looks like https://abc123.execute-api.eu-west-1.amazonaws.com');
  const { protocol, hostname, origin, pathname, search, hash, username, password } = new URL(text);
  const loopback = isLoopbackHost(text);
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback)) return failed('must begin with https://');
  if (search || hash || username || password) return failed('must have no query, no fragment and no user');
  const { apiId, region } = GATEWAY.exec(hostname)?.groups ?? {};
  return ok({
    url: `${origin}${pathname}`.replace(/\/+$/, ''),
    loopback,
    gateway: apiId && region ? { apiId, region } : null,
  });
}
