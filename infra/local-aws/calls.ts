import type { ServiceName } from './service.ts';

/** One request to a service. Names only: no value, message or item is ever kept here. */
export interface Call {
  /** The access key id that the caller signed with; null when the signature names none. */
  readonly caller: string | null;
  readonly service: ServiceName;
  readonly operation: string;
  /** Secret, queue, table or bus, as the caller named it. */
  readonly resource: string | null;
  /** When it came in, epoch milliseconds by the clock of the services. */
  readonly at: number;
  /** `ok`, the code of the error, or the fault that met it; null while it is under way. */
  readonly outcome: string | null;
}

/** `before` the operation is performed, or `after` it, when the answer is not sent yet. */
export type CallPhase = 'before' | 'after';

/** The call waits for it. When it throws, the connection is reset: as if the caller's network had failed at this point. */
export type CallListener = (call: Call, phase: CallPhase) => void | Promise<void>;

/** The oldest calls leave when there are more, so that services that run for days stay small. */
const MAX_CALLS = 10_000;

/** What was called, and who wants to be there when it is. */
export class Calls {
  #log: Call[] = [];
  readonly #listeners = new Set<CallListener>();

  /** Logs the call; `finish` tells its outcome once. */
  begin(call: Omit<Call, 'outcome'>): { readonly call: Call; finish(outcome: string): void } {
    const entry: { -readonly [Member in keyof Call]: Call[Member] } = { ...call, outcome: null };
    this.#log.push(entry);
    if (this.#log.length > MAX_CALLS) this.#log.shift();
    return {
      call: entry,
      finish(outcome) {
        entry.outcome = outcome;
      },
    };
  }

  all(): Call[] {
    return this.#log.map((call) => ({ ...call }));
  }

  forget(): void {
    this.#log = [];
  }

  /** Answers how to stop listening. */
  listen(listener: CallListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenedTo(): boolean {
    return this.#listeners.size > 0;
  }

  async tell(call: Call, phase: CallPhase): Promise<void> {
    for (const listener of this.#listeners) await listener(call, phase);
  }
}
