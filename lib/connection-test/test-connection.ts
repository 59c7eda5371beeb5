/**
 * The connection test: exchange the refresh token at LWA, send GET Feeds with that very token, and judge.
 * Always both requests, always fresh: the token broker takes no part.
 */
import { type Endpoint, endpointOf } from '../amazon/endpoints.ts';
import { type FeedsReading, feedsRequest, interpretFeedsAnswer } from '../amazon/feeds.ts';
import { sellerTokenRequest } from '../amazon/lwa.ts';
import { feedsMayBeTriedAgain } from '../amazon/retry.ts';
import { type AccountType, secondOpinionRequest } from '../amazon/second-opinion.ts';
import { type Sending, sendWithTries } from '../amazon/send-with-tries.ts';
import { SP_API_TIMEOUT_MS } from '../amazon/timeouts.ts';
import { exchangeToken } from '../amazon/token-exchange.ts';
import type { ConnectionSettings } from '../connection/settings.ts';
import { settingsWarnings } from '../connection/warnings.ts';
import type { Secret } from '../secret.ts';
import { isoTime } from '../time.ts';
import { type EvidenceCall, type GatheredEvidence, planEvidence } from './evidence.ts';
import { getFeedsReport, skippedGetFeeds, tokenExchangeReport } from './request-report.ts';
import type { TestResult, Trigger } from './test-result.ts';
import { judgeFeeds, judgeTokenExchange } from './verdict.ts';

/** How long a test may take, evidence included. */
const TEST_TIMEOUT_MS = 20_000;

export interface TestingDependencies extends Sending {
  /** A new test id for a time, epoch milliseconds: unique, and sorting by that time. */
  readonly newTestId: (epochMs: number) => string;
  /** Whether Amazon may be asked for evidence: not by `DIAGNOSTIC_CALLS=off`, and not while all of a fleet is failing. */
  readonly mayAskForEvidence: (settings: ConnectionSettings) => Promise<boolean>;
}

export interface TestRequest {
  readonly settings: ConnectionSettings;
  readonly connectionId: string | null;
  readonly version: string | null;
  readonly trigger: Trigger;
  /** When the connection last passed, for the summary; null when it never did. */
  readonly lastPassedAt: string | null;
  /** When the test must be over, epoch milliseconds; it ends after 20 seconds in any case. */
  readonly deadlineAt: number;
}

/** A scheduled failure is confirmed five minutes later, and the confirming test seeks the evidence. */
function seeksEvidence(trigger: Trigger): boolean {
  return trigger !== 'schedule';
}

/** 1 for `schedule` and `confirm`: they come again by themselves, and the quota belongs to the customer. */
function feedsTries(trigger: Trigger): number {
  return trigger === 'schedule' || trigger === 'confirm' ? 1 : 2;
}

export async function testConnection(dependencies: TestingDependencies, request: TestRequest): Promise<TestResult> {
  const { settings, trigger, lastPassedAt } = request;
  const startedMs = dependencies.clock.now();
  const deadlineAt = Math.min(request.deadlineAt, startedMs + TEST_TIMEOUT_MS);
  const endpoint = endpointOf(settings.endpoint);
  const circumstances = { endpoint, expectFeeds: settings.expectFeeds, lastPassedAt };
  const secrets = [settings.lwaClientSecret, settings.lwaRefreshToken];
  const result = (rest: Pick<TestResult, 'verdict' | 'diagnosis' | 'requests'>): TestResult => ({
    testId: dependencies.newTestId(startedMs),
    connectionId: request.connectionId,
    version: request.version,
    trigger,
    endpoint: endpoint.endpoint,
    verdict: rest.verdict,
    startedAt: isoTime(startedMs),
    durationMs: dependencies.clock.now() - startedMs,
    requests: rest.requests,
    diagnosis: rest.diagnosis,
    warnings: settingsWarnings(settings),
  });

  const exchange = await exchangeToken(dependencies, sellerTokenRequest(settings), deadlineAt);
  if (exchange.reading.outcome !== 'passed') {
    const requests = [tokenExchangeReport(exchange, secrets), skippedGetFeeds(endpoint)] as const;
    return result({ ...judgeTokenExchange(exchange.reading, circumstances), requests });
  }

  const accessToken = exchange.reading.token;
  const feeds = await sendWithTries(dependencies, {
    request: feedsRequest(endpoint, accessToken),
    interpret: (outcome) => interpretFeedsAnswer(outcome, endpoint),
    mayTryAgain: (reading) => reading.outcome === 'inconclusive' && feedsMayBeTriedAgain(reading.code),
    tries: feedsTries(trigger),
    timeoutMs: SP_API_TIMEOUT_MS,
    deadlineAt,
  });
  const evidence =
    seeksEvidence(trigger) && refusedWithoutReason(feeds.reading) && (await dependencies.mayAskForEvidence(settings))
      ? await gatherEvidence(dependencies, endpoint, settings.accountType, accessToken, deadlineAt)
      : [];
  const known = [...secrets, accessToken];
  const requests = [tokenExchangeReport(exchange, known), getFeedsReport(endpoint, feeds, known)] as const;
  return result({ ...judgeFeeds(feeds.reading, evidence, circumstances), requests });
}

function refusedWithoutReason(feeds: FeedsReading): boolean {
  return feeds.outcome === 'failed' && feeds.cause === null;
}

/** In parallel, once each: what Amazon does not answer in time is no evidence. */
function gatherEvidence(
  { http, clock }: Sending,
  endpoint: Endpoint,
  accountType: AccountType | null,
  accessToken: Secret,
  deadlineAt: number,
): Promise<GatheredEvidence[]> {
  const timeoutMs = Math.min(SP_API_TIMEOUT_MS, deadlineAt - clock.now());
  const ask = async (plan: EvidenceCall): Promise<GatheredEvidence> => {
    const { outcome } = await http.send(evidenceRequest(plan, accessToken), timeoutMs);
    return { plan, outcome };
  };
  return timeoutMs > 0 ? Promise.all(planEvidence(endpoint, accountType).map(ask)) : Promise.resolve([]);
}

function evidenceRequest(plan: EvidenceCall, accessToken: Secret) {
  return plan.call === 'get-feeds'
    ? feedsRequest(plan.endpoint, accessToken)
    : secondOpinionRequest(plan.endpoint, plan.accountType, accessToken);
}
