import * as z from 'zod/mini';

const calls = z.record(z.string(), z.object({ value: z.object({ method: z.string(), path: z.string() }) }));
const answers = z.record(z.string(), z.object({ response: z.nullish(z.object({ status_code: z.number() })) }));

/** An event of schemathesis' NDJSON report: the calls of a scenario by their ids, so far as this project reads it. */
const scenario = z.object({
  ScenarioFinished: z.object({
    recorder: z.object({ cases: z.optional(calls), interactions: z.optional(answers) }),
  }),
});

/** `GET /connections` → the statuses that were answered. */
export function answeredStatuses(report: string): ReadonlyMap<string, ReadonlySet<number>> {
  const statuses = new Map<string, Set<number>>();
  for (const line of report.trimEnd().split('\n')) {
    const event: unknown = JSON.parse(line);
    if (typeof event !== 'object' || event === null || !('ScenarioFinished' in event)) continue;
    const { cases = {}, interactions = {} } = scenario.parse(event).ScenarioFinished.recorder;
    for (const [id, { response }] of Object.entries(interactions)) {
      const call = cases[id]?.value;
      if (!call || !response) continue;
      const operation = `${call.method} ${call.path}`;
      statuses.set(operation, (statuses.get(operation) ?? new Set()).add(response.status_code));
    }
  }
  return statuses;
}
