/**
 * A whole answer over undici, by its `dispatch`: `request` makes a stream of each body, and a signal for each time-out, which
 * together cost more than sending does.
 */
import type { Dispatcher } from './undici-parts.ts';

export interface Bounds {
  /** When the answer must be whole, by `performance.now()`. */
  readonly until: number;
  readonly limitBytes: number;
}

export interface WholeAnswer {
  readonly status: number;
  /** Names in lower case; a repeated header joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, compressed or not; null when it is longer than the limit. */
  readonly body: Buffer | null;
}

/** Rejects when no whole answer comes: with undici's error, or a `TimeoutError`. */
export function wholeAnswer(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  bounds: Bounds,
): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new AnswerHandler(bounds, resolve, reject));
  });
}

class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #limitBytes: number;
  readonly #resolve: (answer: WholeAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #timedOut: Error | null = null;
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor({ until, limitBytes }: Bounds, resolve: (answer: WholeAnswer) => void, reject: (error: unknown) => void) {
    this.#limitBytes = limitBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#giveUp(), Math.max(0, until - performance.now()));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // It had to wait for a socket for too long.
    if (this.#timedOut) controller.abort(this.#timedOut);
    else this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    // One before the answer (1xx) is passed over: the next one replaces it.
    this.#status = status;
    this.#headers = flatten(headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= this.#limitBytes) {
      this.#chunks.push(chunk);
    } else {
      this.#answer(null);
      controller.abort(new Error('longer than the limit'));
    }
  }

  onResponseEnd(): void {
    const [only = Buffer.alloc(0)] = this.#chunks;
    this.#answer(this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : only);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }

  #answer(body: Buffer | null): void {
    clearTimeout(this.#timer);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  #giveUp(): void {
    this.#timedOut = new DOMException('no answer in time', 'TimeoutError');
    this.#reject(this.#timedOut);
    this.#controller?.abort(this.#timedOut);
  }
}

/** As undici gives them, with their names in lower case. */
type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

function flatten(headers: AnswerHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    flat[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return flat;
}
