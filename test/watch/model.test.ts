/** Any course of a connection's life: what is told and what is held true agree, whatever comes late, twice, or dies on its way. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { type Step, WatchedLife } from './watched-life.ts';

const aTestStep = fc.record({
  trigger: fc.constantFrom('schedule', 'confirm', 'manual', 'save', 'traffic'),
  verdict: fc.constantFrom('passed', 'failed', 'inconclusive'),
});
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.oneof(
    { weight: 12, arbitrary: aTestStep },
    { weight: 2, arbitrary: fc.constant('save' as const) },
    { weight: 1, arbitrary: fc.constant('remove' as const) },
    { weight: 1, arbitrary: fc.constant('restore' as const) },
    { weight: 3, arbitrary: fc.constant('plan' as const) },
  ),
  crashAt: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(19) }),
});
const round = fc.record({
  minutes: fc.oneof(fc.constantFrom(0, 5, 60), fc.nat(300), fc.constant(25 * 60)),
  fleetFailing: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
});

describe('a connection under watch', () => {
  it('changes no state without an event, tells nothing without a cause, and whoever listened knows the state after any crash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(round, { minLength: 1, maxLength: 8 }),
        aTestStep,
        async (scheduler, rounds, last) => {
          const life = new WatchedLife(scheduler);
          for (const { minutes, fleetFailing, steps } of rounds) await life.round(minutes, fleetFailing, steps);
          await life.end(last);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
