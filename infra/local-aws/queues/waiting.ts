/** Long timers overflow; nothing waits longer than a long poll does. */
const MAX_WAIT_MS = 20_000;

/** Callers that wait until something may have changed. */
export class Waiting {
  readonly #waiters = new Set<() => void>();
  readonly #onWaiting: (() => void)[] = [];

  /** Lets everybody look again: a message came, or time was moved. */
  wake(): void {
    for (const wake of this.#waiters) wake();
  }

  /** Resolves once somebody waits: from then on time can be moved without being missed. */
  async somebody(): Promise<void> {
    if (this.#waiters.size > 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onWaiting.push(resolve);
    await promise;
  }

  /** Resolves on `wake`, on abort, or after `waitMs` of real time, whichever comes first. */
  async change(waitMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve: settle } = Promise.withResolvers<void>();
    const resolve = () => settle();
    // Not longer than none: a clock that runs by itself may have passed the moment by now.
    const timer = setTimeout(resolve, Math.max(0, Math.min(waitMs, MAX_WAIT_MS)));
    this.#waiters.add(resolve);
    for (const told of this.#onWaiting.splice(0)) told();
    signal.addEventListener('abort', resolve);
    await promise;
    signal.removeEventListener('abort', resolve);
    clearTimeout(timer);
    this.#waiters.delete(resolve);
  }
}
