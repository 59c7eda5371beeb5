/** Asking Amazon for a token: one function for each grant. Nothing is remembered here. */
import { endpointOf, productionEndpointOf } from '../amazon/endpoints.ts';
import type { AmazonOutcome } from '../amazon/exchange.ts';
import { grantlessTokenRequest, sellerTokenRequest } from '../amazon/lwa.ts';
import {
  interpretRestrictedTokenAnswer,
  type RestrictedResource,
  type RestrictedTokenReading,
  restrictedTokenRequest,
} from '../amazon/restricted-data-token.ts';
import { type Sending, sendWithTries } from '../amazon/send-with-tries.ts';
import { SP_API_TIMEOUT_MS } from '../amazon/timeouts.ts';
import { exchangeToken } from '../amazon/token-exchange.ts';
import type { StoredConnection } from '../connection/stored-connection.ts';
import { diagnose } from '../connection-test/diagnosis.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import type { Secret } from '../secret.ts';
import { redact } from '../telemetry/redaction.ts';
import { requestIdOf } from '../telemetry/request-id.ts';
import type { Grant } from './grant.ts';
import { type Token, tokenFrom } from './token.ts';
import type { TokenFailure } from './token-failure.ts';

export interface Minted {
  readonly token: Token;
  readonly amazonRequestId: string | null;
}

export type Minting = Result<Minted, TokenFailure>;

/** A token of LWA: for the seller's data, or for the application itself. */
export async function mintAtLwa(
  sending: Sending,
  { settings }: StoredConnection,
  grant: Exclude<Grant, { kind: 'restricted' }>,
  { deadlineAt, metrics }: Invocation,
): Promise<Minting> {
  const request =
    grant.kind === 'seller' ? sellerTokenRequest(settings) : grantlessTokenRequest(settings, grant.scopes);
  const sent = await exchangeToken(sending, request, deadlineAt);
  const { reading } = sent;
  metrics.addFor('TokenExchanges', reading.outcome, 1);
  const secrets = [settings.lwaClientSecret, settings.lwaRefreshToken];
  const amazonRequestId = idOf(sent.outcome, reading.outcome === 'passed' ? [...secrets, reading.token] : secrets);
  switch (reading.outcome) {
    case 'passed':
      return ok({ token: tokenFrom(reading, sent.startedAt), amazonRequestId });
    case 'inconclusive':
      return failed({ kind: 'inconclusive', code: reading.code, amazonRequestId });
    case 'failed':
      return failed({
        kind: 'rejected',
        diagnosis: diagnose(reading.code, {
          endpoint: endpointOf(settings.endpoint),
          at: 'token-exchange',
          lastPassedAt: null,
          evidence: [],
        }),
        amazonRequestId,
      });
  }
}

/** A restricted data token, for which the seller's access token is shown. One try: only a reset on a reused socket is repeated. */
export async function mintRestricted(
  sending: Sending,
  { settings }: StoredConnection,
  accessToken: Secret,
  restrictedResources: readonly RestrictedResource[],
  { deadlineAt }: Invocation,
): Promise<Minting> {
  const endpoint = endpointOf(settings.endpoint);
  const { reading, outcome, startedAt } = await sendWithTries<RestrictedTokenReading>(sending, {
    request: restrictedTokenRequest(endpoint, accessToken, restrictedResources),
    interpret: interpretRestrictedTokenAnswer,
    mayTryAgain: () => false,
    tries: 1,
    timeoutMs: SP_API_TIMEOUT_MS,
    deadlineAt,
  });
  const secrets = [settings.lwaClientSecret, settings.lwaRefreshToken, accessToken];
  const amazonRequestId = idOf(outcome, reading.outcome === 'passed' ? [...secrets, reading.token] : secrets);
  switch (reading.outcome) {
    case 'passed':
      return ok({ token: tokenFrom(reading, startedAt), amazonRequestId });
    case 'inconclusive':
      return failed({ kind: 'inconclusive', code: reading.code, amazonRequestId });
    case 'invalid': {
      const message = redact(reading.message, secrets);
      return failed({ kind: 'restricted_resources_invalid', message, amazonRequestId });
    }
    case 'failed':
      return failed({
        kind: 'rejected',
        diagnosis: diagnose(reading.cause ?? 'access_refused', {
          endpoint: productionEndpointOf(endpoint.region),
          at: 'restricted-data-token',
          lastPassedAt: null,
          evidence: [],
        }),
        amazonRequestId,
      });
  }
}

function idOf(outcome: AmazonOutcome, secrets: readonly Secret[]): string | null {
  return outcome.kind === 'answer' ? requestIdOf(outcome, secrets) : null;
}
