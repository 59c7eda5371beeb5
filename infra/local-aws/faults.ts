import type { ServiceFault, ServiceName } from './service.ts';

/**
 * What a test can make go wrong.
 * - `throttled`, `access-denied`, `internal-error`: the service's own error; the operation is not performed.
 * - `entries-fail`: a 200 in which every entry of a batch (SQS batches, PutEvents) failed.
 * - `html-500`: status 500 with a page instead of JSON, as load balancers do.
 * - `no-answer`: the operation is not performed, and nothing is answered until the caller gives up.
 * - `reset`: the connection is reset before the operation is performed.
 * - `answer-lost`: the operation is performed, then the connection is reset: the caller cannot know.
 */
export type Fault = ServiceFault | 'html-500' | 'no-answer' | 'reset' | 'answer-lost';

/** `secretsmanager.UpdateSecret`, or all operations of a service. */
export type FaultTarget = `${ServiceName}.${string}` | `${ServiceName}.*`;

interface Injected {
  readonly target: FaultTarget;
  readonly fault: Fault;
  remaining: number;
}

/** The faults in force. The SDK tries again by itself (three tries unless told otherwise): each try uses up one. */
export class Faults {
  #injected: Injected[] = [];

  /** Lets the next `times` calls fail, or all of them until `clear`. Faults on the same call are used up in this order. */
  inject(target: FaultTarget, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#injected.push({ target, fault, remaining: times });
  }

  /** Ends all faults, or those of one target. */
  clear(target?: FaultTarget): void {
    this.#injected = target === undefined ? [] : this.#injected.filter((injected) => injected.target !== target);
  }

  /** The fault that meets this call, used up by one; null for none. */
  take(service: ServiceName, operation: string): Fault | null {
    const targets: string[] = [`${service}.${operation}`, `${service}.*`];
    const met = this.#injected.find(({ target, remaining }) => remaining > 0 && targets.includes(target));
    if (met === undefined) return null;
    met.remaining -= 1;
    return met.fault;
  }
}
