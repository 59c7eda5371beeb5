/** From what a user says to a client: where the API is, and as whom to call it. */
import { failed, ok, type Result } from '../../lib/result.ts';
import { type ApiAddress, parseApiAddress } from './address.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { credentialsFor } from './credentials.ts';
import { regionFor } from './region.ts';

export interface Access {
  readonly url: string;
  /** Unless said: that of the address, else of the environment or the profile. */
  readonly region?: string | undefined;
  /** A profile of the AWS configuration files; unless said, whatever the SDK's default chain finds. */
  readonly profile?: string | undefined;
}

export interface ConnectedApi extends ApiClient {
  readonly address: ApiAddress;
  readonly region: string;
  /** What the resources of IAM policies begin with, `arn:aws:execute-api:…/$default`. */
  readonly arn: string;
}

/** A password, or a parameter. */
const MAY_HOLD_A_SECRET = /[@?#]/;

/** Nothing is sent, and no credentials are looked for, before the first request. The failure is a sentence. */
export async function connect({ url, region, profile }: Access): Promise<Result<ConnectedApi, string>> {
  const address = parseApiAddress(url);
  if (!address.ok) return failed(`${MAY_HOLD_A_SECRET.test(url) ? 'The address' : url} ${address.failure}`);
  const found = await regionFor(address.value, region, profile);
  if (!found.ok) return found;
  const credentials = credentialsFor(address.value, profile);
  const client = createApiClient({ url: address.value.url, region: found.value, credentials });
  return ok({ ...client, address: address.value, region: found.value, arn: arnOf(address.value, found.value) });
}

/** IAM takes `*` for the account, and nobody needs to look up its number. */
function arnOf({ gateway }: ApiAddress, region: string): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
  return `arn:${partition}:execute-api:${region}:*:${gateway?.apiId ?? 'API-ID'}/$default`;
}
