import { expect } from 'vitest';
import type { Observation } from './matrix.ts';
import type { PromisedTest } from './promised-tests.ts';

/** The first test of a connection, by a trigger that sets the state at once: what is inconclusive changes none. */
export function expectRecorded({ latest, events }: Observation, { verdict, code, outcomes }: PromisedTest): void {
  const isConclusive = verdict !== 'inconclusive';
  expect(latest).toMatchObject({ verdict, state: isConclusive ? verdict : 'unknown' });
  expect(JSON.parse(latest?.result ?? '')).toMatchObject({
    diagnosis: code === null ? null : { code },
    requests: outcomes.map((outcome) => ({ outcome })),
  });
  expect(events).toMatchObject(isConclusive ? [{ from: null, to: verdict }] : []);
}
