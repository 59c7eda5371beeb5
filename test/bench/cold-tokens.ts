/** A thousand callers ask a cold environment for the token of one connection at the same moment: Amazon is asked once. */
import { type Finding, type MeasurementOptions, measured, requestsFor } from './measurement.ts';
import { tokenEnvironment } from './token-environment.ts';

const CALLERS = 1_000;

await measured(coldTokens);

async function coldTokens({ origin }: MeasurementOptions): Promise<Finding[]> {
  const environment = tokenEnvironment(origin);
  const before = await requestsFor(origin, '/auth/o2/token');
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, () => environment.token('acme-eu')));
  const tookMs = Math.round(performance.now() - startedAt);
  const exchanges = (await requestsFor(origin, '/auth/o2/token')) - before;
  const reads = environment.reads();
  return [
    { what: '1,000 cold token requests at once: took', measured: `${tookMs} ms`, goal: null, met: true },
    { what: '  token exchanges', measured: String(exchanges), goal: '= 1', met: exchanges === 1 },
    { what: '  reads of the secret', measured: String(reads), goal: '= 1', met: reads === 1 },
  ];
}
