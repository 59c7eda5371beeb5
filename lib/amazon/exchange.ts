/** One request to Amazon and what came back: the shapes between the pure builders and interpreters and the HTTP adapter. */

export interface AmazonRequest {
  readonly method: 'GET' | 'POST';
  /** Amazon's real address, also in a local run. */
  readonly url: string;
  /** Names in lower case. May hold an access token: never log them. */
  readonly headers: Readonly<Record<string, string>>;
  /** May hold credentials: never log it. */
  readonly body?: string;
}

/** What a test, a token or an error needs is far shorter; whatever is longer, or unpacks to more, is none of them. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** A complete answer. */
export interface AmazonAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case; a repeated header is joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, decompressed and decoded without a byte-order mark; empty when it was over the limit or could not be decoded. */
  readonly text: string;
}

/** No complete answer: DNS, TCP, TLS, a reset, an answer cut off; or a time-out. */
export interface NoAnswer {
  readonly kind: 'network_unreachable' | 'timed_out';
}

export type AmazonOutcome = AmazonAnswer | NoAnswer;

export interface Transmission<Answer = AmazonAnswer> {
  readonly outcome: Answer | NoAnswer;
  /** Of the last request sent. */
  readonly latencyMs: number;
  /** Requests sent: 2 when a reset on a reused socket was repeated on a fresh one. */
  readonly sent: number;
}

/** The port to Amazon. Never throws for what the network or Amazon do. */
export interface AmazonHttp {
  send(request: AmazonRequest, timeoutMs: number): Promise<Transmission>;
}

export interface AmazonHttpOptions {
  /** Every request goes to this origin instead, with Amazon's host in the `Host` header: local runs and tests. */
  readonly loopbackOrigin: string | null;
}

/** Trouble of Amazon's own. What is beyond 599 is no status of HTTP's. */
export function isServerError(status: number): boolean {
  return status >= 500 && status <= 599;
}

/** The `errors` entry of SP-API or LWA's `error` pair, as told. */
export interface AmazonError {
  readonly code: string;
  readonly message: string;
  readonly details: string;
}

/** Why an answer, or its absence, says nothing about the connection. */
export type InconclusiveCode =
  | 'throttled'
  | 'amazon_unavailable'
  | 'network_unreachable'
  | 'timed_out'
  | 'unexpected_response';
