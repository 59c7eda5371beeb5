import { describe, expect, it } from 'vitest';
import type { Script } from './amazon-by-script.ts';
import { issued, refusedByLwa } from './amazon-by-script.ts';
import { brokerWorld, handed, restricted, settled } from './broker-world.ts';

function world(script?: Script) {
  const made = brokerWorld(script);
  made.store.save('acme', 'v1');
  return made;
}

describe('the time that an exchange may take', () => {
  it.each([
    [28, [8_000, 8_000, 8_000]],
    [10, [8_000, 2_000]],
    [5, [5_000]],
    [0, []],
    [-1, []],
  ])('with %d seconds left is %j ms for its tries', async (secondsLeft, expected) => {
    const timeouts: number[] = [];
    const { clock, ask, invocation } = world((_request, timeoutMs) => {
      timeouts.push(timeoutMs);
      clock.jump(timeoutMs);
      return { kind: 'timed_out' };
    });
    expect(handed(await ask({}, invocation(secondsLeft)))).toBe('inconclusive: timed_out');
    expect(timeouts).toEqual(expected);
  });

  it('is ten seconds for a restricted token, within what is left', async () => {
    const timeouts: number[] = [];
    const { clock, ask, invocation } = world((request, timeoutMs) => {
      timeouts.push(timeoutMs);
      clock.jump(7_000);
      return request.url.endsWith('/token') ? issued('Atza|token') : { kind: 'timed_out' };
    });
    await ask({ grant: restricted('/a') }, invocation(28));
    await ask({ grant: restricted('/b') }, invocation(6));
    expect(timeouts).toEqual([8_000, 10_000, 6_000]);
  });
});

describe('a caller who runs out of time', () => {
  /** LWA answers only to those who have more than a second. */
  const slow = () =>
    world((_request, timeoutMs) => {
      if (timeoutMs > 1_000) return issued('Atza|token');
      made.clock.jump(timeoutMs);
      return { kind: 'timed_out' };
    });
  let made: ReturnType<typeof world>;

  it('leaves no cool-down behind: its end was its own, not that of Amazon', async () => {
    made = slow();
    const { ask, invocation } = made;
    expect(handed(await ask({}, invocation(1)))).toBe('inconclusive: timed_out');
    expect(handed(await ask())).toBe('Atza|token');
  });

  it.each([3, 100])('leaves none when its timer fires %d ms before its time, as timers do', async (earlyMs) => {
    made = world((_request, timeoutMs) => {
      if (timeoutMs > 1_000) return issued('Atza|token');
      made.clock.jump(timeoutMs - earlyMs);
      return { kind: 'timed_out' };
    });
    const { ask, invocation } = made;
    expect(handed(await ask({}, invocation(1)))).toBe('inconclusive: timed_out');
    expect(handed(await ask())).toBe('Atza|token');
  });

  it('leaves one behind when LWA rejects it at its last moment: that says something of the connection', async () => {
    const { clock, amazon, ask, invocation } = world(() => {
      clock.jump(1_000);
      return refusedByLwa('access_denied', 403);
    });
    expect(handed(await ask({}, invocation(1)))).toBe('rejected: client_blocked');
    expect(handed(await ask())).toBe('rejected: client_blocked');
    expect(amazon.requests).toHaveLength(1);
  });

  it('shares a token with those who joined it and have more time, even one of a short life', async () => {
    const { amazon, ask, invocation } = world(() => issued('Atza|short', 30));
    amazon.hold();
    const both = [ask({}, invocation(10)), ask({}, invocation(28))];
    await settled();
    amazon.release();
    expect((await Promise.all(both)).map(handed)).toEqual(['Atza|short', 'Atza|short']);
    expect(amazon.requests).toHaveLength(1);
  });

  it('does not fail those who joined it and have more time: they exchange once more, together', async () => {
    made = slow();
    const { amazon, ask, invocation } = made;
    amazon.hold();
    const hasted = ask({}, invocation(1));
    await settled();
    const joined = Array.from({ length: 20 }, () => ask({}, invocation(28)));
    await settled();
    expect(amazon.requests).toHaveLength(1);
    amazon.release();
    expect(handed(await hasted)).toBe('inconclusive: timed_out');
    expect(new Set((await Promise.all(joined)).map(handed))).toEqual(new Set(['Atza|token']));
    expect(amazon.requests).toHaveLength(2);
  });

  it.each([
    [0, 1],
    [3, 3],
  ])(
    'fails those who joined it and have no more time: those %d ms are used for all, in %d tries',
    async (earlyMs, tries) => {
      made = world((_request, timeoutMs) => {
        made.clock.jump(Math.max(0, timeoutMs - earlyMs));
        return { kind: 'timed_out' };
      });
      const { amazon, ask, invocation } = made;
      amazon.hold();
      const both = [ask({}, invocation(1)), ask({}, invocation(1))];
      await settled();
      amazon.release();
      expect((await Promise.all(both)).map(handed)).toEqual(['inconclusive: timed_out', 'inconclusive: timed_out']);
      expect(amazon.requests).toHaveLength(tries);
    },
  );
});

describe('an LWA that does not answer in its time', () => {
  it('is told to all who waited, and left alone by all for ten seconds', async () => {
    const { clock, amazon, ask, invocation } = world((_request, timeoutMs) => {
      clock.jump(timeoutMs);
      return { kind: 'timed_out' };
    });
    amazon.hold();
    const first = ask({}, invocation(28));
    await settled();
    const second = ask({}, invocation(100));
    await settled();
    amazon.release();
    expect([handed(await first), handed(await second)]).toEqual(['inconclusive: timed_out', 'inconclusive: timed_out']);
    expect(amazon.requests).toHaveLength(3);
  });
});

describe('an environment that was frozen in the middle of an exchange', () => {
  it.each([28_000, 3_600_000])(
    'for %d ms exchanges anew for the next caller, whatever becomes of the old one',
    async (frozenMs) => {
      const { clock, amazon, ask } = world();
      amazon.hold();
      const frozen = ask();
      await settled();
      const dead = Promise.withResolvers<{ kind: 'network_unreachable' }>();
      amazon.script = () => dead.promise;
      amazon.release();
      await settled();
      clock.jump(frozenMs);
      amazon.script = () => issued('Atza|token');
      expect(handed(await ask())).toBe('Atza|token');
      dead.resolve({ kind: 'network_unreachable' });
      expect(handed(await frozen)).toBe('inconclusive: network_unreachable');
      clock.jump(3_600_000);
      expect(handed(await ask()), 'the dead socket of the old one cools nothing down').toBe('Atza|token');
    },
  );

  it('does not hand out the late answer as if its token were new', async () => {
    const { clock, amazon, ask } = world();
    const late = Promise.withResolvers<ReturnType<typeof issued>>();
    amazon.script = () => late.promise;
    const frozen = ask();
    await settled();
    clock.jump(3_600_000);
    late.resolve(issued('Atza|late'));
    await frozen;
    amazon.script = () => issued('Atza|new');
    expect(handed(await ask())).toBe('Atza|new');
  });

  it('lets the exchange that followed end for its own callers', async () => {
    const { clock, amazon, ask } = world();
    const old = Promise.withResolvers<ReturnType<typeof issued>>();
    amazon.script = () => old.promise;
    const frozen = ask();
    await settled();
    clock.jump(3_600_000);
    const next = Promise.withResolvers<ReturnType<typeof issued>>();
    amazon.script = () => next.promise;
    const second = ask();
    await settled();
    old.resolve(issued('Atza|old', 1));
    await frozen;
    const third = ask();
    await settled();
    expect(amazon.requests, 'the third joins the second').toHaveLength(2);
    next.resolve(issued('Atza|next'));
    expect([handed(await second), handed(await third)]).toEqual(['Atza|next', 'Atza|next']);
  });
});
