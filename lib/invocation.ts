import type { Log } from './telemetry/audit.ts';
import type { MetricsRecorder } from './telemetry/metric-catalogue.ts';

/**
 * What belongs to one invocation. It is handed down as a value: several invocations may share an environment (Lambda Managed
 * Instances), so nothing of one may live in module scope.
 */
export interface Invocation {
  readonly metrics: MetricsRecorder;
  readonly log: Log;
  /** When everything must be over, epoch milliseconds. */
  readonly deadlineAt: number;
}
