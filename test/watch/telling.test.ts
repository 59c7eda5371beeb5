import { describe, expect, it } from 'vitest';
import type { Telling } from '../../lib/watch/connection-state.ts';
import { allOvertaken, correctionOf, ended, idBegun, listed, stillUnderWay } from '../../lib/watch/telling.ts';
import { knownAs, minute, minuteMs } from './fixtures.ts';

const now = minuteMs(0);
const failure = { id: 'failure', from: 'passed', to: 'failed', until: now + 30_000, overtaken: false } as const;
const recovery = { id: 'recovery', from: 'failed', to: 'passed', until: now + 30_000, overtaken: false } as const;
const old = (telling: Telling): Telling => ({ ...telling, until: now });

describe('an event that is listed', () => {
  it('may be put for half a minute', () => {
    expect(listed([], recovery, now)).toEqual([recovery]);
  });

  it('anew is listed once', () => {
    expect(listed([old(recovery)], recovery, now)).toEqual([recovery]);
  });

  it('comes after those that are listed; one that may still be put may overtake it', () => {
    expect(listed([old(failure)], recovery, now)).toEqual([old(failure), recovery]);
    expect(listed([failure], recovery, now)).toEqual([failure, { ...recovery, overtaken: true }]);
    expect(listed([ended(failure)], recovery, now)).toEqual([ended(failure), recovery]);
  });

  it.each([
    ['may still be put stays', now + 1, true],
    ['cannot be put any more goes', now, false],
    ['is by a clock that is half a minute ahead stays', now + 60_000, true],
    ['is by a clock that is wrong goes', now + 60_001, false],
  ])('and which %s when another was told and written', (_what, until, stays) => {
    expect(stillUnderWay([{ ...failure, until }], now)).toEqual(stays ? [{ ...failure, until, overtaken: true }] : []);
  });
});

describe('what must be told besides a change', () => {
  const passed = knownAs('passed');

  it.each<[string, readonly Telling[], string | null]>([
    ['nothing was begun', [], null],
    ['a failure was begun', [failure], 'failed → passed'],
    ['a failure was begun, and may come after others', allOvertaken([failure]), 'failed → passed'],
    ['a recovery was begun', [recovery], 'failed → passed'],
    ['a recovery was begun and others came after it', allOvertaken([recovery]), null],
    ['a failure was begun, and then a recovery', [failure, recovery], 'failed → passed'],
    [
      'silence was begun, and then a recovery that may have come before it',
      allOvertaken([{ ...failure, to: 'unknown' }, recovery]),
      'unknown → passed',
    ],
  ])('of a connection that passes, where %s', (_what, telling, expected) => {
    const correction = correctionOf(telling, passed);
    expect(correction && `${correction.from} → ${correction.to}`).toBe(expected);
    if (correction) expect(correction.since).toBe(minute(-10));
  });

  it('keeps the id under which it was begun, unless it is another change or was overtaken', () => {
    const change = { from: 'failed', to: 'passed', since: minute(0) } as const;
    expect(idBegun([failure, recovery], change)).toBe('recovery');
    expect(idBegun([recovery, failure], change)).toBeNull();
    expect(idBegun([recovery], { ...change, from: 'unknown' })).toBeNull();
    expect(idBegun([recovery], { ...change, to: 'unknown' })).toBeNull();
    expect(idBegun(allOvertaken([recovery]), change)).toBeNull();
    expect(idBegun([], change)).toBeNull();
  });
});
