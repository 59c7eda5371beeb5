/** An SP-API operation through a connection: Amazon's answer unchanged, healed where a client would have failed, bounded. */
import { endpointOf } from '../amazon/endpoints.ts';
import type { NoAnswer } from '../amazon/exchange.ts';
import { textOf } from '../amazon/response-body.ts';
import { type RefusalCause, readSpApiErrors, refusalCause } from '../amazon/sp-api-error.ts';
import { SP_API_TIMEOUT_MS } from '../amazon/timeouts.ts';
import { USER_AGENT } from '../amazon/user-agent.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { requestIdOf } from '../telemetry/request-id.ts';
import type { Clock } from '../time.ts';
import type { HandedOut, TokenBroker } from '../token/hand-out.ts';
import { DEFAULT_MIN_VALID_SECONDS } from '../token/token.ts';
import type { TokenFailure } from '../token/token-failure.ts';
import { operationGrant } from './operation-grant.ts';
import type { OperationAnswer, OperationHttp, SentOperation } from './operation-http.ts';
import { operationUrl } from './operation-path.ts';
import { retryOf, type TriesSoFar } from './operation-retry.ts';

/** How long an operation may take, all of its tries included. */
export const OPERATION_TIMEOUT_MS = 27_000;

/** With less time left for an answer, the one that is there is worth more than another try. */
const SHORTEST_TRY_MS = 1_000;

export interface OperationDependencies {
  readonly http: OperationHttp;
  readonly broker: TokenBroker;
  readonly clock: Clock;
}

export interface Operation {
  readonly connectionId: string;
  readonly method: string;
  /** Encoded as it is to be sent. */
  readonly path: string;
  /** Without the question mark, untouched. */
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

export interface Performed {
  readonly answer: OperationAnswer;
  /** Amazon's, for the log: an answer may repeat anywhere what was sent. */
  readonly amazonRequestId: string | null;
  /** Requests sent to the SP-API host. */
  readonly attempts: number;
  /** When a later repeat may get further, for an answer that was not tried again for want of time or tries. */
  readonly retryAfterSeconds: number | null;
}

export type OperationFailure =
  | TokenFailure
  | { readonly kind: 'path_refused' }
  /** The SP-API gave no complete answer. */
  | { readonly kind: 'no_answer'; readonly cause: NoAnswer['kind']; readonly attempts: number };

export async function performOperation(
  { http, broker, clock }: OperationDependencies,
  operation: Operation,
  invocation: Invocation,
): Promise<Result<Performed, OperationFailure>> {
  const { connectionId, method, path, rawQuery, body } = operation;
  const deadlineAt = Math.min(invocation.deadlineAt, clock.now() + OPERATION_TIMEOUT_MS);
  const bounded = { ...invocation, deadlineAt };
  const grant = operationGrant(method, path);
  const first = await broker.token({ connectionId, grant, minValidSeconds: DEFAULT_MIN_VALID_SECONDS }, bounded);
  if (!first.ok) return first;

  let handedOut = first.value;
  const healed = new Set<TokenTrouble>();
  let soFar: TriesSoFar = { throttled: 0, unavailable: 0 };
  let attempts = 0;
  for (;;) {
    const { baseUrl } = endpointOf(handedOut.connection.settings.endpoint);
    const url = operationUrl(baseUrl, path, rawQuery);
    if (!url.ok) return failed({ kind: 'path_refused' });
    const timeoutMs = Math.min(SP_API_TIMEOUT_MS, deadlineAt - clock.now());
    if (timeoutMs <= 0) return failed({ kind: 'no_answer', cause: 'timed_out', attempts });
    const headers = {
      ...operation.headers,
      'user-agent': USER_AGENT,
      'x-amz-access-token': handedOut.token.token.reveal(),
    };
    const { outcome, sent } = await http.send({ method, url: url.value, headers, body }, timeoutMs);
    attempts += sent;

    const tokenTrouble = tokenTroubleOf(outcome);
    if (tokenTrouble && healed.has(tokenTrouble)) {
      await broker.reportDead(connectionId, bounded);
    } else if (tokenTrouble) {
      healed.add(tokenTrouble);
      const renewed = await broker.renew(handedOut, grant, tokenTrouble, bounded);
      if (renewed && !renewed.ok) return renewed;
      if (renewed) {
        handedOut = renewed.value;
        continue;
      }
    }
    const retry = retryOf(method, outcome, soFar);
    if (!retry) return settled(outcome, handedOut, attempts, null);
    if (!retry.triesLeft || clock.now() + retry.waitMs + SHORTEST_TRY_MS > deadlineAt) {
      return settled(outcome, handedOut, attempts, Math.ceil(retry.waitMs / 1_000));
    }
    soFar = { ...soFar, [retry.trouble]: soFar[retry.trouble] + 1 };
    await clock.sleep(retry.waitMs);
  }
}

/** What another token may cure, each of them once. */
type TokenTrouble = Exclude<RefusalCause, 'wrong_region'>;

function tokenTroubleOf(outcome: SentOperation): TokenTrouble | null {
  if (outcome.kind !== 'answer' || outcome.status !== 403 || !outcome.body) return null;
  const text = textOf(outcome.body, outcome.headers['content-encoding']);
  const cause = refusalCause(readSpApiErrors(text).errors);
  return cause === 'wrong_region' ? null : cause;
}

function settled(
  outcome: SentOperation,
  { token, connection }: HandedOut,
  attempts: number,
  retryAfterSeconds: number | null,
): Result<Performed, OperationFailure> {
  if (outcome.kind !== 'answer') return failed({ kind: 'no_answer', cause: outcome.kind, attempts });
  const { lwaClientSecret, lwaRefreshToken } = connection.settings;
  const amazonRequestId = requestIdOf(outcome, [token.token, lwaClientSecret, lwaRefreshToken]);
  return ok({ answer: outcome, amazonRequestId, attempts, retryAfterSeconds });
}
