import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import type { AmazonOutcome, AmazonRequest } from '../../lib/amazon/exchange.ts';
import { feedsRequest, interpretFeedsAnswer } from '../../lib/amazon/feeds.ts';
import { interpretTokenAnswer, sellerTokenRequest } from '../../lib/amazon/lwa.ts';
import { secondOpinionRequest } from '../../lib/amazon/second-opinion.ts';
import { parseSettings } from '../../lib/connection/settings.ts';
import { type EvidenceCall, planEvidence } from '../../lib/connection-test/evidence.ts';
import { type Judged, judgeFeeds, judgeTokenExchange } from '../../lib/connection-test/verdict.ts';
import type { Secret } from '../../lib/secret.ts';
import { call } from './call-amazon.ts';

let amazon: SimulatedAmazon;
beforeAll(async () => {
  amazon = await startSimulatedAmazon({ accounts: BUILT_IN_ACCOUNTS.map(withoutDelay) });
});
afterAll(() => amazon.close());

/** What is slow in the demonstration need not be slow here. */
function withoutDelay(account: SimulatedAccount): SimulatedAccount {
  return account.name === 'slow' ? { ...account, fault: null } : account;
}

/** One request of the product's, to the simulation. */
function send({ method, url, headers, body }: AmazonRequest): Promise<AmazonOutcome> {
  const { host, pathname, search } = new URL(url);
  const sent = { host, method, path: pathname + search, headers, ...(body !== undefined && { body }) };
  return call(amazon, sent).then(
    ({ status, headers, text }) => ({
      kind: 'answer',
      status,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      text,
    }),
    () => ({ kind: 'network_unreachable' }),
  );
}

/** Gives up on an account that will not answer, as soon as it has taken in the request. */
async function sendInVain(account: SimulatedAccount, request: AmazonRequest): Promise<AmazonOutcome> {
  const answer = send(request);
  const isTaken = () =>
    amazon.requests().some(({ path, ...taken }) => taken.account === account.name && path.startsWith('/feeds/'));
  while (!isTaken()) await new Promise((resolve) => setImmediate(resolve));
  return Promise.race([answer, Promise.resolve({ kind: 'timed_out' } as const)]);
}

/** A connection test that seeks evidence, with the product's own requests and judgement. */
async function judge(account: SimulatedAccount): Promise<Judged> {
  const settings = parseSettings(account.settings);
  if (!settings.ok) throw new Error(JSON.stringify(settings.failure));
  const { accountType, expectFeeds, ...credentials } = settings.value;
  const endpoint = endpointOf(settings.value.endpoint);
  const circumstances = { endpoint, expectFeeds, lastPassedAt: null };

  const exchange = interpretTokenAnswer(await send(sellerTokenRequest(credentials)));
  if (exchange.outcome !== 'passed') return judgeTokenExchange(exchange, circumstances);
  const request = feedsRequest(endpoint, exchange.token);
  const answersNever = account.fault?.spApi?.kind === 'never';
  const feeds = interpretFeedsAnswer(await (answersNever ? sendInVain(account, request) : send(request)), endpoint);
  const seeksEvidence = feeds.outcome === 'failed' && feeds.cause === null;
  const plans = seeksEvidence ? planEvidence(endpoint, accountType) : [];
  const evidence = await Promise.all(
    plans.map(async (plan) => ({ plan, outcome: await send(evidenceRequest(plan, exchange.token)) })),
  );
  return judgeFeeds(feeds, evidence, circumstances);
}

function evidenceRequest(plan: EvidenceCall, token: Secret): AmazonRequest {
  return plan.call === 'get-feeds'
    ? feedsRequest(plan.endpoint, token)
    : secondOpinionRequest(plan.endpoint, plan.accountType, token);
}

describe('a test of a built-in account', () => {
  test.for(BUILT_IN_ACCOUNTS.map((account) => [account.name, account] as const))(
    '%s is judged as it says',
    async ([, account]) => {
      const { verdict, diagnosis } = await judge(account);

      expect({ verdict, code: diagnosis?.code ?? null }).toEqual(account.expected);
    },
  );
});

describe('the built-in accounts', () => {
  const named = (saved: boolean) => BUILT_IN_ACCOUNTS.filter((account) => account.saved === saved);

  test('leave some healthy and some broken ones for a reader to create', () => {
    const verdicts = named(false).map(({ expected }) => expected.verdict);

    expect(new Set(verdicts)).toEqual(new Set(['passed', 'failed', 'inconclusive']));
    expect(named(true).length).toBeGreaterThan(named(false).length);
  });

  test('have a healthy one at each region, a vendor and a sandbox among those that are saved', () => {
    const healthy = named(true).filter(({ expected }) => expected.verdict === 'passed' && expected.code === null);

    expect(healthy.map(({ settings }) => settings.endpoint)).toEqual(
      expect.arrayContaining(['na', 'eu', 'fe', 'na-sandbox']),
    );
    expect(healthy.map(({ accountType }) => accountType)).toContain('vendor');
  });

  test('describe themselves in a sentence, under names that can be connection ids', () => {
    for (const { name, description } of BUILT_IN_ACCOUNTS) {
      expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,62}$/);
      expect(description).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("have values in Amazon's shapes that show that they are made up", () => {
    for (const { settings } of BUILT_IN_ACCOUNTS) {
      expect(settings.lwaClientId).toMatch(/^amzn1\.application-oa2-client\.0{12}[0-9a-f]{20}$/);
      expect(settings.lwaClientSecret).toMatch(/^amzn1\.oa2-cs\.v1\.0{16}[0-9a-f]{48}$/);
      expect(settings.lwaRefreshToken).toMatch(/^Atzr\|simulated-[a-z-]+-[0-9a-f]{256}$/);
    }
  });

  test('are the same on every machine', () => {
    expect(BUILT_IN_ACCOUNTS[0]?.settings.lwaClientId).toBe(
      'amzn1.application-oa2-client.000000000000b7d4766429f92e418a03',
    );
  });
});
