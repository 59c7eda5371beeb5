import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AmazonOutcome, AmazonRequest } from '../../lib/amazon/exchange.ts';
import { type Grant, SELLER } from '../../lib/token/grant.ts';
import type { HandOut } from '../../lib/token/hand-out.ts';
import { answer, formOf, issued, issuedRestricted, refusedByLwa, refusedBySpApi } from './amazon-by-script.ts';
import { brokerWorld, grantless, restricted, settled } from './broker-world.ts';

const GRANTS: readonly Grant[] = [SELLER, grantless('a'), grantless('a', 'b'), restricted('/a'), restricted('/b')];
const LIVES_SECONDS = [3_600, 3_600, 3_600, 100, 30, 1] as const;
const JUMPS_MS = [1, 10_000, 300_000, 300_000, 300_000, 600_001, 3_540_001, 86_400_000, -3_600_000] as const;

const account = fc.constantFrom('acme', 'acme-2');
const version = fc.constantFrom('v1', 'v2');
const ask = fc.record({
  kind: fc.constant('ask' as const),
  account,
  grant: fc.constantFrom(...GRANTS),
  minValidSeconds: fc.constantFrom(0, 1, 60, 3_000),
  secondsLeft: fc.constantFrom(1, 28),
});
const step = fc.oneof(
  { weight: 8, arbitrary: ask },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('go on' as const), answers: fc.constantFrom(1, 1, 2, 20) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('jump' as const), byMs: fc.constantFrom(...JUMPS_MS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('save' as const), account, version }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reject' as const), account, version }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('accept' as const), account, version }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Ask = typeof ask extends fc.Arbitrary<infer Value> ? Value : never;

/** What Amazon made: of whose values, for what, until when; and when its answer came, counted in steps of Amazon's. */
interface Made {
  readonly account: string;
  readonly version: string;
  readonly grant: Grant;
  readonly expiresAt: number;
  readonly answered: number;
}

/** Plays the steps in an order of answers that the scheduler chooses. Answers what was handed out for each ask, and how. */
async function play(scheduler: fc.Scheduler, lives: readonly number[], steps: readonly Step[]) {
  const world = brokerWorld();
  const { clock, store, amazon } = world;
  const rejected = new Set<string>();
  const made = new Map<string, Made>();
  let answered = 0;

  /** The values tell account and version; a restricted token is asked for with a seller token, which tells them too. */
  function answerTo(request: AmazonRequest, sentAt: number): AmazonOutcome {
    answered += 1;
    const lifeSeconds = lives[answered % lives.length] ?? 3_600;
    const remember = (of: Pick<Made, 'account' | 'version'>, grant: Grant) => {
      const token = `token-${made.size}`;
      made.set(token, { ...of, grant, expiresAt: sentAt + lifeSeconds * 1_000, answered });
      return token;
    };
    if (lifeSeconds === 100 && answered % 3 === 0) return answer(503, {});
    if (request.url.endsWith('/restrictedDataToken')) {
      const seller = made.get(request.headers['x-amz-access-token'] ?? '');
      if (!seller) throw new Error('a restricted token was asked for with a token that nobody made');
      if (rejected.has(`${seller.account}-${seller.version}`)) {
        return refusedBySpApi(403, 'The LWA secret token you provided has expired.');
      }
      if (seller.expiresAt <= clock.now()) return refusedBySpApi(403, 'The access token you provided has expired.');
      const { restrictedResources } = JSON.parse(request.body ?? '{}');
      return issuedRestricted(remember(seller, { kind: 'restricted', restrictedResources }), lifeSeconds);
    }
    const form = formOf(request);
    const [, ofAccount = '', ofVersion = ''] = /^secret-of-(.*)-(v\d)$/.exec(form.client_secret ?? '') ?? [];
    if (rejected.has(`${ofAccount}-${ofVersion}`)) return refusedByLwa('invalid_client', 401);
    const grant = form.scope === undefined ? SELLER : grantless(...form.scope.split(' '));
    return issued(remember({ account: ofAccount, version: ofVersion }, grant), lifeSeconds);
  }

  amazon.script = (request) => {
    const sentAt = clock.now();
    return scheduler.schedule(Promise.resolve('amazon')).then(() => answerTo(request, sentAt));
  };
  const read = store.read.bind(store);
  store.read = (connectionId) => scheduler.schedule(Promise.resolve('store')).then(() => read(connectionId));
  // One application for all of them, as a private one that several accounts have authorized.
  const save = (id: string, ofVersion: string) => store.save(id, ofVersion, 'na', 'one-client');
  for (const id of ['acme', 'acme-2']) save(id, 'v1');

  const hands: Promise<{ asked: Ask; began: number; out: HandOut; at: number }>[] = [];
  for (const next of steps) {
    switch (next.kind) {
      case 'ask': {
        const began = answered;
        const { account: connectionId, grant, minValidSeconds, secondsLeft } = next;
        const out = world.ask({ connectionId, grant, minValidSeconds }, world.invocation(secondsLeft));
        hands.push(out.then((value) => ({ asked: next, began, out: value, at: clock.now() })));
        break;
      }
      case 'go on':
        for (let count = 0; count < next.answers && scheduler.count() > 0; count += 1) {
          await scheduler.waitOne();
          await settled();
        }
        break;
      case 'jump':
        clock.jump(next.byMs);
        break;
      case 'save':
        save(next.account, next.version);
        break;
      case 'reject':
        rejected.add(`${next.account}-${next.version}`);
        break;
      case 'accept':
        rejected.delete(`${next.account}-${next.version}`);
    }
    await settled();
  }
  return { made, handOuts: await scheduler.waitFor(Promise.all(hands)) };
}

const scenario = [
  fc.scheduler(),
  fc.array(fc.constantFrom(...LIVES_SECONDS), { minLength: 1, maxLength: 7 }),
  fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
] as const;

it('whatever happens in whatever order, nobody gets a token that is not his, or with less life than he asked for', async () => {
  await fc.assert(
    fc.asyncProperty(...scenario, async (scheduler, lives, steps) => {
      const { made, handOuts } = await play(scheduler, lives, steps);
      for (const { asked, began, out, at } of handOuts) {
        if (!out.ok) continue;
        const { token, connection } = out.value;
        const origin = made.get(token.token.reveal());
        if (!origin) throw new Error('a token that Amazon did not make');
        expect(origin.account, 'of the connection that was asked for').toBe(asked.account);
        expect(connection.connectionId).toBe(asked.account);
        expect(connection.version, 'told with the version that made it').toBe(origin.version);
        expect(JSON.parse(JSON.stringify(origin.grant))).toEqual(JSON.parse(JSON.stringify(asked.grant)));
        expect(token.expiresAt).toBe(origin.expiresAt);
        const remainingMs = token.expiresAt - at;
        const freshForWhoWaited = origin.answered > began;
        expect(freshForWhoWaited || (remainingMs > 0 && remainingMs >= asked.minValidSeconds * 1_000)).toBe(true);
      }
    }),
    { numRuns: 1_500 },
  );
});
