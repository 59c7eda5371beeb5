import type { Invocation } from '../lib/invocation.ts';
import type { AuditEntry } from '../lib/telemetry/audit.ts';

/** An invocation whose metrics and log lines a test can read. */
export interface NotedInvocation extends Invocation {
  /** `TestsRun[passed]`, in the order in which they were added, with their values. */
  readonly measured: readonly (readonly [name: string, value: number])[];
  readonly audits: readonly AuditEntry[];
  /** The other log lines: what was said, and with which fields. */
  readonly lines: readonly (readonly [message: string, fields: unknown])[];
  /** Sum of a metric. */
  total(name: string): number;
}

export function noted(deadlineAt: number): NotedInvocation {
  const measured: [string, number][] = [];
  const audits: AuditEntry[] = [];
  const lines: [string, unknown][] = [];
  return {
    deadlineAt,
    metrics: {
      add: (name, value) => measured.push([name, value]),
      addFor: (name, dimensionValue, value) => measured.push([`${name}[${dimensionValue}]`, value]),
    },
    log: {
      audit: (entry) => audits.push(entry),
      unavailable: (fields) => lines.push(['unavailable', fields]),
      repeated: (fields) => lines.push(['repeated', fields]),
      failing: (fields) => lines.push(['failing', fields]),
      expiring: (fields) => lines.push(['expiring', fields]),
      dropped: (fields) => lines.push(['dropped', fields]),
      broken: (error) => lines.push(['broken', error]),
    },
    measured,
    audits,
    lines,
    total: (name) => measured.filter(([key]) => key === name).reduce((sum, [, value]) => sum + value, 0),
  };
}
