import type { Invocation } from '../invocation.ts';
import { emfMetrics } from './emf-metrics.ts';
import { jsonLog } from './json-log.ts';

export interface ObservedInvocation extends Invocation {
  readonly requestId: string;
  /** Prints the metrics of the invocation; to be called once, when it ends. */
  publish(): void;
}

export type Telemetry = (requestId: string, deadlineAt: number) => ObservedInvocation;

/** One for each environment; each invocation gets its own log and metrics from it. */
export function createTelemetry(stage: string): Telemetry {
  const recorderOf = emfMetrics(stage);
  const logOf = jsonLog();
  return (requestId, deadlineAt) => {
    const metrics = recorderOf();
    return { requestId, deadlineAt, metrics, log: logOf(requestId), publish: () => metrics.publish() };
  };
}
