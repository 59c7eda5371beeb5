/** A client of the HTTP API: signs each request (AWS Signature Version 4) and reads what becomes of it. */
import { AwsV4Signer } from 'aws4fetch';
import type { Credentials, CredentialsSource } from './credentials.ts';
import { type HttpAnswer, type Outcome, outcomeOf } from './outcome.ts';
import { unreachable } from './unreachable.ts';

export interface ApiRequest {
  readonly method: string;
  /** Begins with `/`, encoded as it is to be sent. */
  readonly path: string;
  /** Not encoded; a name may come more than once. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface ApiClient {
  /** Of the API, without a slash at its end. */
  readonly url: string;
  /** Rejects only when the signal aborts. */
  send(request: ApiRequest, signal?: AbortSignal): Promise<Outcome>;
}

export interface ApiAccess {
  readonly url: string;
  readonly region: string;
  readonly credentials: CredentialsSource;
}

/** API Gateway itself gives up after 30 seconds. */
const TIMEOUT_MS = 35_000;

export function createApiClient({ url, region, credentials }: ApiAccess): ApiClient {
  return {
    url,
    async send(request, signal) {
      const found = await credentials();
      if (!found.ok) return { kind: 'refused', ...found.failure };
      const signer = signerOf({ url, region, credentials: found.value }, request);
      if (signer === null) return { kind: 'unreachable', reason: 'network', detail: 'a header of it cannot be sent' };
      try {
        return outcomeOf(await exchange(await signer.sign(), signal), request);
      } catch (error) {
        signal?.throwIfAborted();
        return unreachable(error);
      }
    },
  };
}

interface Signing {
  readonly url: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** Null when one of its headers is none; the error that says so would quote it. */
function signerOf({ url, region, credentials }: Signing, request: ApiRequest): AwsV4Signer | null {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  try {
    return new AwsV4Signer({
      method: request.method,
      url: `${url}${request.path}${queryText(request.query ?? [])}`,
      headers: { ...request.headers },
      ...(request.body !== undefined && { body: request.body }),
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      service: 'execute-api',
      region,
    });
  } catch {
    return null;
  }
}

/** A space as `%20`, never as `+`: an API Gateway that checks the signature takes a plus sign for a plus sign. */
function queryText(query: NonNullable<ApiRequest['query']>): string {
  const pairs = query.map((pair) => pair.map(encodeURIComponent).join('='));
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

async function exchange(
  { url, method, headers, body }: Awaited<ReturnType<AwsV4Signer['sign']>>,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, {
    method,
    headers,
    body: body ?? null,
    // A signature holds for one address, and a secret may be in the body.
    redirect: 'manual',
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  return { status: response.status, headers: response.headers, body: await response.bytes() };
}
