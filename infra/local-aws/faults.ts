import type { ServiceFault, ServiceName } from './service.ts';

/**
 * What a test can make go wrong.
 * - `throttled`, `access-denied`, `internal-error`: the service's own error; the operation is not performed.
 * - `entries-fail`: a 200 in which every entry of a batch (SQS batches, PutEvents, DynamoDB's batches) failed or was left.
 * - `html-500`, `html-200`: a page instead of JSON, as load balancers and captive networks do.
 * - `cut-off`: the headers of a 200 and the beginning of its body, then the connection is reset; the operation is not performed.
 * - `no-answer`: the operation is not performed, and nothing is answered until the caller gives up.
 * - `reset`: the connection is reset before the operation is performed.
 * - `answer-lost`: the operation is performed, then the connection is reset: the caller cannot know.
 */
export type Fault = ServiceFault | 'html-500' | 'html-200' | 'cut-off' | 'no-answer' | 'reset' | 'answer-lost';

/** `secretsmanager.UpdateSecret`, or all operations of a service. */
export type FaultTarget = `${ServiceName}.${string}` | `${ServiceName}.*`;

interface Injected {
  readonly target: FaultTarget;
  readonly fault: Fault;
  /** What must stand in the request; empty for any. */
  readonly about: string;
  passing: number;
  remaining: number;
  met: number;
}

/** The faults in force. The SDK tries again by itself (three tries unless told otherwise): each try uses up one. */
export class Faults {
  #injected: Injected[] = [];

  /**
   * Lets the next `times` calls fail, or all of them until `clear`; with `about`, only those in whose request it stands, and
   * the first `after` of them pass. Faults on the same call are used up in this order. Answers how many calls it has met so far.
   */
  inject(target: FaultTarget, fault: Fault, times = Number.POSITIVE_INFINITY, about = '', after = 0): () => number {
    const injected: Injected = { target, fault, about, passing: after, remaining: times, met: 0 };
    this.#injected.push(injected);
    return () => injected.met;
  }

  /** Ends all faults, or those of one target. */
  clear(target?: FaultTarget): void {
    this.#injected = target === undefined ? [] : this.#injected.filter((injected) => injected.target !== target);
  }

  /** The fault that meets this call, used up by one; null for none. */
  take(service: ServiceName, operation: string, body: Buffer): Fault | null {
    const targets: string[] = [`${service}.${operation}`, `${service}.*`];
    const met = this.#injected
      .filter(({ target, remaining, about }) => remaining > 0 && targets.includes(target) && body.includes(about))
      .find((injected) => {
        if (injected.passing === 0) return true;
        injected.passing -= 1;
        return false;
      });
    if (met === undefined) return null;
    met.remaining -= 1;
    met.met += 1;
    return met.fault;
  }
}
