import middy from '@middy/core';
import * as z from 'zod/mini';
import { parseInput } from '../connection/input.ts';
import type { Invocation } from '../invocation.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Clock } from '../time.ts';
import type { Run } from '../watch/plan-tests.ts';
import { type ObservedContext, observed, TIMEOUT_EARLY_MS } from './observed.ts';
import { ScheduleEventError } from './thrown.ts';

const isTime = (value: string) => !Number.isNaN(Date.parse(value));

/** What the schedule sends; `{}` is a run of now, `all` the whole fleet. */
const scheduleEvent = z.object({
  scheduledTime: z.optional(z.string().check(z.refine(isTime, { error: 'must be a time' }))),
  runId: z.optional(z.string()),
  all: z.optional(z.boolean()),
});

export interface ScheduleDependencies {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly newRunId: () => string;
}

export function scheduleHandler(
  { telemetry, clock, newRunId }: ScheduleDependencies,
  plan: (run: Run, invocation: Invocation) => Promise<void>,
) {
  return middy<unknown, void, Error, ObservedContext>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS })
    .use(observed(telemetry, clock))
    .handler(async (event, { invocation }) => {
      const parsed = parseInput(scheduleEvent, event);
      if (!parsed.ok)
        throw new ScheduleEventError(parsed.failure.map((error) => Object.values(error).join(' ')).join('; '));
      const { scheduledTime, runId, all } = parsed.value;
      const scheduledMs = scheduledTime === undefined ? clock.now() : Date.parse(scheduledTime);
      await plan({ scheduledMs, runId: runId ?? newRunId(), all: all ?? false }, invocation);
    });
}
