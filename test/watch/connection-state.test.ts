import { describe, expect, it } from 'vitest';
import { TRIGGERS } from '../../lib/connection-test/test-result.ts';
import {
  isConnectionState,
  judgeKeptSave,
  judgeSilence,
  judgeState,
  judgeUntestedSave,
} from '../../lib/watch/connection-state.ts';
import { aTest, knownAs, minute, minuteMs } from './fixtures.ts';

it.each([
  ['passed', true],
  ['failed', true],
  ['unknown', true],
  ['inconclusive', false],
  ['', false],
  [null, false],
])('%j is the name of a state: %s', (name, expected) => {
  expect(isConnectionState(name)).toBe(expected);
});

/** What a judgement comes to, in short. */
function judged(...judging: Parameters<typeof judgeState>) {
  const judgement = judgeState(...judging);
  if (judgement.kind === 'late') return 'late';
  const { change, confirm, latest } = judgement;
  return { state: latest.state, told: change ? `${change.from} → ${change.to}` : null, confirm };
}

describe('a test of a connection', () => {
  const others = TRIGGERS.filter((trigger) => trigger !== 'schedule');

  it.each([
    ['nothing', null, { state: 'passed', told: 'null → passed', confirm: false }],
    ['passed', knownAs('passed'), { state: 'passed', told: null, confirm: false }],
    ['failed', knownAs('failed'), { state: 'passed', told: 'failed → passed', confirm: false }],
    ['unknown', knownAs('unknown'), { state: 'passed', told: 'unknown → passed', confirm: false }],
    [
      'unknown, never told',
      knownAs('unknown', { lastEventAt: null }),
      { state: 'passed', told: 'null → passed', confirm: false },
    ],
  ] as const)('that passes, over %s, is told at once when it changes something', (_what, known, expected) => {
    for (const trigger of TRIGGERS) expect(judged(known, aTest('passed', 0, { trigger }))).toEqual(expected);
  });

  it.each([
    ['nothing', null, { state: 'failed', told: 'null → failed', confirm: false }],
    ['passed', knownAs('passed'), { state: 'failed', told: 'passed → failed', confirm: false }],
    ['failed', knownAs('failed'), { state: 'failed', told: null, confirm: false }],
    ['unknown', knownAs('unknown'), { state: 'failed', told: 'unknown → failed', confirm: false }],
  ] as const)('that fails, over %s, is told at once unless it was scheduled', (_what, known, expected) => {
    for (const trigger of others) expect(judged(known, aTest('failed', 0, { trigger }))).toEqual(expected);
  });

  it.each([
    ['nothing', null, { state: 'unknown', told: null, confirm: true }],
    ['passed', knownAs('passed'), { state: 'passed', told: null, confirm: true }],
    ['unknown', knownAs('unknown'), { state: 'unknown', told: null, confirm: true }],
    ['failed', knownAs('failed'), { state: 'failed', told: null, confirm: false }],
  ] as const)('that was scheduled and fails, over %s, is confirmed before it counts', (_what, known, expected) => {
    expect(judged(known, aTest('failed', 0, { trigger: 'schedule' }))).toEqual(expected);
  });

  it('that was scheduled and fails is not told before it is confirmed, however long ago the last event was', () => {
    const known = knownAs('passed', { lastEventAt: minute(-3 * 24 * 60) });
    const expected = { state: 'passed', told: null, confirm: true };
    expect(judged(known, aTest('failed', 0, { trigger: 'schedule' }))).toEqual(expected);
  });

  it.each([
    ['passes', aTest('passed', 0, { version: 'v2' }), 'v2'],
    ['fails', aTest('failed', 0, { version: 'v2' }), 'v2'],
    ['is inconclusive', aTest('inconclusive', 0, { version: 'v2' }), 'v1'],
    ['fails and is to be confirmed', aTest('failed', 0, { version: 'v2', trigger: 'schedule' }), 'v1'],
  ])('that %s is held for the version it judged', (_what, result, stateVersion) => {
    expect(judgeState(knownAs('passed'), result)).toMatchObject({ latest: { stateVersion } });
  });

  it.each([
    ['nothing', null, 'unknown'],
    ['passed', knownAs('passed'), 'passed'],
    ['failed', knownAs('failed'), 'failed'],
    ['unknown', knownAs('unknown'), 'unknown'],
  ] as const)('that is inconclusive, over %s, changes no state, whatever asked for it', (_what, known, state) => {
    for (const trigger of TRIGGERS) {
      expect(judged(known, aTest('inconclusive', 0, { trigger }))).toEqual({ state, told: null, confirm: false });
    }
  });

  it.each([
    ['before', -2],
    ['at the same moment as', -1],
  ])('that began %s the latest one is late: it only joins the history', (_when, minutes) => {
    expect(judged(knownAs('passed'), aTest('failed', minutes))).toBe('late');
  });

  it('is never late where no test was recorded yet', () => {
    const known = knownAs('unknown', { startedAt: null, result: null, lastConclusiveAt: null });
    expect(judged(known, aTest('passed', -100))).toMatchObject({ state: 'passed' });
  });

  it('of values that a save has replaced meanwhile is late, even when nothing newer was tested', () => {
    const known = knownAs('unknown', { save: { version: 'v2', at: minute(5) } });
    expect(judged(known, aTest('failed', 4, { version: 'v1' }))).toBe('late');
    expect(judged(known, aTest('failed', 4, { version: 'v2' }))).toMatchObject({ state: 'failed' });
    expect(judged(known, aTest('failed', 6, { version: 'v1' })), 'rolled back').toMatchObject({ state: 'failed' });
    expect(judged(known, aTest('failed', 5, { version: 'v1' })), 'read in the same moment').toBe('late');
  });

  it('is kept with what it changes', () => {
    const known = knownAs('failed', { lastPassedAt: minute(-60) });
    const passed = aTest('passed', 3, { version: 'v7' });
    expect(judgeState(known, passed)).toMatchObject({
      kind: 'latest',
      latest: {
        startedAt: minute(3),
        result: passed,
        version: 'v7',
        state: 'passed',
        stateSince: minute(3),
        lastPassedAt: minute(3),
        lastConclusiveAt: minute(3),
        lastEventAt: minute(-10),
      },
      change: { since: minute(3) },
    });
  });

  it('leaves what it does not change', () => {
    const known = knownAs('failed', { lastPassedAt: minute(-60) });
    expect(judgeState(known, aTest('failed', 3))).toMatchObject({
      latest: { startedAt: minute(3), stateSince: minute(-10), lastPassedAt: minute(-60), lastConclusiveAt: minute(3) },
    });
    expect(judgeState(known, aTest('inconclusive', 3))).toMatchObject({
      latest: {
        startedAt: minute(3),
        stateSince: minute(-10),
        lastPassedAt: minute(-60),
        lastConclusiveAt: minute(-1),
      },
    });
  });

  it('of a save keeps which one, and others keep it', () => {
    const save = { version: 'v2', at: minute(1) };
    expect(judgeState(null, aTest('passed', 0, { version: 'v2' }), { save })).toMatchObject({ latest: { save } });
    expect(judgeState(knownAs('passed', { save }), aTest('passed', 5, { version: 'v2' }))).toMatchObject({
      latest: { save },
    });
  });
});

describe('values that were saved untested', () => {
  const save = { version: 'v2', at: minute(0) };

  it.each([
    [null, 'null → unknown', minute(0)],
    [knownAs('passed'), 'passed → unknown', minute(0)],
    [knownAs('failed'), 'failed → unknown', minute(0)],
    [knownAs('unknown', { lastEventAt: null }), 'null → unknown', minute(-10)],
    [knownAs('unknown'), null, minute(-10)],
  ])('make the state unknown, which is told unless it was', (known, told, stateSince) => {
    const { latest, change } = judgeUntestedSave(known, save);
    expect(latest).toMatchObject({ state: 'unknown', stateSince, save, startedAt: known?.startedAt ?? null });
    expect(change && `${change.from} → ${change.to}`).toBe(told);
  });
});

describe('a save that changes nothing on which a test depends', () => {
  const save = { version: 'v2', at: minute(5) };

  it.each([
    ['before it', 4, 'v1', 'v2'],
    ['at its moment', 5, 'v1', 'v2'],
    ['after it', 6, 'v3', 'v3'],
  ])(
    'and a test that ends later, of values read %s, leave the state held for what is there now',
    (_when, readAt, version, held) => {
      const known = judgeKeptSave(knownAs('failed'), 'v1', save);
      const test = aTest('passed', readAt, { version });
      expect(judgeState(known, test)).toMatchObject({ latest: { state: 'passed', stateVersion: held } });
    },
  );

  it('takes the state along to its version', () => {
    const known = knownAs('passed');
    expect(judgeKeptSave(known, 'v1', save)).toEqual({ ...known, stateVersion: 'v2', keptAt: minute(5) });
  });

  it.each([
    ['nothing is known', null, 'v1'],
    ['the state was held for another version', knownAs('passed', { stateVersion: 'v0' }), 'v1'],
    ['it is not known what was written over', knownAs('passed'), null],
    ['neither version is known', knownAs('passed', { stateVersion: null }), null],
  ])('says nothing where %s', (_what, known, fromVersion) => {
    expect(judgeKeptSave(known, fromVersion, save)).toBeNull();
  });
});

describe('a connection of which nothing conclusive is heard', () => {
  const HOUR = 60;
  const interval = { intervalMs: HOUR * 60_000 };
  const silence = (known: Parameters<typeof judgeSilence>[0], now: number, savedAt = 0) =>
    judgeSilence(known, { savedAt: minuteMs(savedAt), now, ...interval });

  it('is unknown once its last conclusive test is more than three intervals old', () => {
    const known = knownAs('passed', { lastConclusiveAt: minute(0) });
    expect(silence(known, minuteMs(3 * HOUR))).toBeNull();
    expect(silence(known, minuteMs(3 * HOUR) + 1)).toMatchObject({
      latest: { ...known, state: 'unknown', stateSince: new Date(minuteMs(3 * HOUR) + 1).toISOString() },
      change: { from: 'passed', to: 'unknown' },
    });
  });

  it('is unknown too when it was failed, and when only inconclusive tests came since', () => {
    const known = knownAs('failed', { lastConclusiveAt: minute(0), startedAt: minute(179) });
    expect(silence(known, minuteMs(181))).toMatchObject({ change: { from: 'failed', to: 'unknown' } });
  });

  it('is told of once', () => {
    const known = knownAs('unknown', { lastConclusiveAt: minute(0) });
    expect(silence(known, minuteMs(10_000))).toBeNull();
  });

  it('before its first conclusive test is told of once its save is three intervals old', () => {
    const known = knownAs('unknown', { lastEventAt: null, lastConclusiveAt: null, stateSince: minute(2) });
    expect(silence(known, minuteMs(3 * HOUR))).toBeNull();
    expect(silence(known, minuteMs(3 * HOUR) + 1)).toMatchObject({
      change: { from: null, to: 'unknown', since: minute(2) },
    });
  });

  it('and which was never tested at all is unknown since it was saved', () => {
    expect(silence(null, minuteMs(3 * HOUR))).toBeNull();
    expect(silence(null, minuteMs(3 * HOUR) + 1)).toMatchObject({
      latest: { startedAt: null, result: null, state: 'unknown', stateSince: minute(0) },
      change: { from: null, to: 'unknown', since: minute(0) },
    });
  });

  it('and which was saved by a clock that is ahead is not unknown since tomorrow', () => {
    expect(silence(null, minuteMs(0), 24 * HOUR)).toBeNull();
  });
});
