/** The last requests that came in, for tests to look at. Holds no header, no body and no query of LWA: nothing secret. */

export interface LoggedRequest {
  /** Epoch milliseconds, by the simulation's clock. */
  readonly at: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** As sent, without the question mark; '' for none. */
  readonly query: string;
  /** The simulated account that the request's tokens belong to, if any. */
  readonly account: string | null;
  /** Null while there is no answer, and for ever where none was given. */
  readonly status: number | null;
}

/** Then the oldest are forgotten. */
const REQUESTS_KEPT = 10_000;

export class RequestLog {
  #requests: { -readonly [Field in keyof LoggedRequest]: LoggedRequest[Field] }[] = [];

  /** Returns what to call with the status of the answer, once there is one. */
  add(request: Omit<LoggedRequest, 'status'>): (status: number) => void {
    const entry = { ...request, status: null };
    this.#requests.push(entry);
    if (this.#requests.length > REQUESTS_KEPT) this.#requests.shift();
    return (status) => Object.assign(entry, { status });
  }

  all(): LoggedRequest[] {
    return this.#requests.map((request) => ({ ...request }));
  }

  clear(): void {
    this.#requests = [];
  }
}
