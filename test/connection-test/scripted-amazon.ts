import { ENDPOINTS } from '../../lib/amazon/endpoints.ts';
import type { AmazonHttp, AmazonOutcome, AmazonRequest } from '../../lib/amazon/exchange.ts';
import { LWA_TOKEN_URL } from '../../lib/amazon/lwa.ts';
import type { ConnectionSettings } from '../../lib/connection/settings.ts';
import { type TestRequest, testConnection } from '../../lib/connection-test/test-connection.ts';
import { Secret } from '../../lib/secret.ts';
import { answer } from '../amazon/answers.ts';
import { type HandClock, handClock } from '../hand-clock.ts';

export const CLIENT_SECRET = 'amzn1.oa2-cs.v1.8d3c5f0e7a914b2c';
export const REFRESH_TOKEN = 'Atzr|IwEBIJ+rEfReShToKeN/0123456789==';
export const ACCESS_TOKEN = 'Atza|IwEBIAcCeSsToKeN-9876543210';

const SETTINGS: ConnectionSettings = {
  endpoint: 'eu',
  lwaClientId: 'amzn1.application-oa2-client.0123456789abcdef0123456789abcdef',
  lwaClientSecret: new Secret(CLIENT_SECRET),
  lwaRefreshToken: new Secret(REFRESH_TOKEN),
  displayName: null,
  accountType: null,
  labels: {},
  expectFeeds: true,
  testing: 'on',
  clientSecretCreatedOn: null,
  authorizedOn: null,
};

/** `lwa`, `feeds eu`, `feeds eu-sandbox`, `opinion eu`: what is asked, and of whom. */
export type Call = string;

export interface Reply {
  readonly outcome: AmazonOutcome;
  readonly latencyMs?: number;
  readonly sent?: number;
  /** How long the clock goes on; 100 ms unless told. */
  readonly tookMs?: number;
}

/** One reply for each request, in order; one too many is an error, so that nothing is sent unseen. */
export type Script = Readonly<Record<Call, readonly (Reply | AmazonOutcome)[]>>;

export interface ScriptedAmazon extends AmazonHttp {
  readonly calls: readonly Call[];
  readonly requests: readonly AmazonRequest[];
  readonly timeoutsMs: readonly number[];
}

function scriptedAmazon(script: Script, clock: HandClock): ScriptedAmazon {
  const calls: Call[] = [];
  const requests: AmazonRequest[] = [];
  const timeoutsMs: number[] = [];
  return {
    calls,
    requests,
    timeoutsMs,
    async send(request, timeoutMs) {
      const call = callOf(request);
      const reply = script[call]?.[calls.filter((name) => name === call).length];
      calls.push(call);
      requests.push(request);
      timeoutsMs.push(timeoutMs);
      if (!reply) throw new Error(`Nobody answers ${call} once more.`);
      const { outcome, latencyMs = 100, sent = 1, tookMs = 100 } = 'outcome' in reply ? reply : { outcome: reply };
      clock.jump(tookMs);
      return { outcome, latencyMs, sent };
    },
  };
}

function callOf({ url }: AmazonRequest): Call {
  if (url === LWA_TOKEN_URL) return 'lwa';
  const { origin, pathname } = new URL(url);
  const endpoint = ENDPOINTS.find(({ baseUrl }) => baseUrl === origin);
  if (!endpoint) throw new Error(`There is no endpoint at ${origin}.`);
  return `${pathname.includes('/feeds') ? 'feeds' : 'opinion'} ${endpoint.endpoint}`;
}

export const TOKEN = answer(
  200,
  { access_token: ACCESS_TOKEN, refresh_token: REFRESH_TOKEN, token_type: 'bearer', expires_in: 3600 },
  { 'x-amzn-requestid': 'lwa-request' },
);

export const FEEDS = answer(200, { feeds: [] }, { 'x-amzn-requestid': 'feeds-request' });

export interface Circumstances extends Partial<Omit<TestRequest, 'settings'>> {
  readonly settings?: Partial<ConnectionSettings>;
  readonly mayAskForEvidence?: boolean;
}

/** Runs the whole test against a script: a manual test of a saved European connection unless told otherwise. */
export async function runTest(script: Script, { settings, mayAskForEvidence = true, ...request }: Circumstances = {}) {
  const clock = handClock();
  const amazon = scriptedAmazon(script, clock);
  const result = await testConnection(
    {
      http: amazon,
      clock,
      random: () => 0.5,
      newTestId: (epochMs) => `test-${epochMs}`,
      mayAskForEvidence: async () => mayAskForEvidence,
    },
    {
      connectionId: 'acme-eu',
      version: 'v1',
      trigger: 'manual',
      lastPassedAt: null,
      deadlineAt: clock.now() + 29_000,
      ...request,
      settings: { ...SETTINGS, ...settings },
    },
  );
  return { result, amazon, clock };
}
