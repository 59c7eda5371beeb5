/** An Amazon that answers what a test says, when a test says; and notes every request. */
import type { AmazonHttp, AmazonOutcome, AmazonRequest, Transmission } from '../../lib/amazon/exchange.ts';
import { LWA_TOKEN_URL } from '../../lib/amazon/lwa.ts';

export type Script = (request: AmazonRequest, timeoutMs: number) => AmazonOutcome | Promise<AmazonOutcome>;

export class AmazonByScript implements AmazonHttp {
  readonly requests: AmazonRequest[] = [];
  script: Script;
  #gate: PromiseWithResolvers<void> | null = null;

  constructor(script: Script) {
    this.script = script;
  }

  /** Requests that were sent to LWA. */
  get exchanges(): AmazonRequest[] {
    return this.requests.filter(({ url }) => url === LWA_TOKEN_URL);
  }

  /** Requests for restricted data tokens. */
  get restricted(): AmazonRequest[] {
    return this.requests.filter(({ url }) => url.endsWith('/restrictedDataToken'));
  }

  /** From now on nothing is answered, until `release`. */
  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = null;
  }

  async send(request: AmazonRequest, timeoutMs: number): Promise<Transmission> {
    this.requests.push(request);
    await this.#gate?.promise;
    return { outcome: await this.script(request, timeoutMs), latencyMs: 1, sent: 1 };
  }
}

export function answer(status: number, body: unknown, requestId = 'amazon-request'): AmazonOutcome {
  return { kind: 'answer', status, headers: { 'x-amzn-requestid': requestId }, text: JSON.stringify(body) };
}

export function issued(token: string, expiresInSeconds = 3_600): AmazonOutcome {
  return answer(200, { access_token: token, token_type: 'bearer', expires_in: expiresInSeconds });
}

export function issuedRestricted(token: string, expiresInSeconds = 3_600): AmazonOutcome {
  return answer(200, { restrictedDataToken: token, expiresIn: expiresInSeconds });
}

export function refusedByLwa(error: string, status = 400): AmazonOutcome {
  return answer(status, { error, error_description: 'told by LWA' });
}

export function refusedBySpApi(status: number, details: string): AmazonOutcome {
  return answer(status, {
    errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details }],
  });
}

/** The form of a token exchange. */
export function formOf({ body }: AmazonRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}
