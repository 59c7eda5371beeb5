/** Which of our requests failed because a kept-alive socket turned out to be dead: that says nothing about Amazon. */
import { Client, type Dispatcher, errors, Pool } from './undici-parts.ts';

const resetsOfReusedSockets = new WeakSet<Error>();

/** For `Agent`: a pool of clients that note whether the socket that broke had carried an answer before. */
export function poolThatNotesResets(origin: string | URL, options: object): Dispatcher {
  return new Pool(origin, { ...options, factory: (url, clientOptions) => new NotingClient(url, clientOptions) });
}

/** Whether a request failed by a reset of a socket that was used before. */
export function wasOnReusedSocket(error: unknown): boolean {
  return error instanceof Error && resetsOfReusedSockets.has(error);
}

/** A client has one socket at a time, and tells when it is gone. */
class NotingClient extends Client {
  #answers = 0;

  constructor(origin: URL, options: Client.Options) {
    super(origin, options);
    this.on('disconnect', () => {
      this.#answers = 0;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return super.dispatch(options, {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onResponseStart: (...answer) => handler.onResponseStart?.(...answer),
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => {
        this.#answers += 1;
        handler.onResponseEnd?.(controller, trailers);
      },
      onResponseError: (controller, error) => {
        if (this.#answers > 0 && isReset(error)) resetsOfReusedSockets.add(error);
        handler.onResponseError?.(controller, error);
      },
    });
  }
}

/** Undici's own error for a socket that the other side closed, and the system's for one that it reset. */
function isReset(error: Error): boolean {
  const code = 'code' in error ? error.code : null;
  return error instanceof errors.SocketError || code === 'ECONNRESET' || code === 'EPIPE';
}
