/** The port through which operations are sent: bytes in, bytes out. */
import type { NoAnswer, Transmission } from '../amazon/exchange.ts';

export interface OperationRequest {
  readonly method: string;
  /** Amazon's real address; its path and query are sent byte for byte. */
  readonly url: string;
  /** May hold an access token: never log them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

export interface OperationAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case; a repeated header is joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, compressed or not; null when it is larger than any answer of ours may be. */
  readonly body: Uint8Array | null;
}

export type SentOperation = OperationAnswer | NoAnswer;

export type OperationTransmission = Pick<Transmission<OperationAnswer>, 'outcome' | 'sent'>;

/** Never throws for what the network or Amazon do. */
export interface OperationHttp {
  send(request: OperationRequest, timeoutMs: number): Promise<OperationTransmission>;
}
