import type { IncomingHttpHeaders } from 'node:http';

/** As in IAM actions: `secretsmanager:GetSecretValue`. */
export type ServiceName = 'secretsmanager' | 'sqs' | 'events' | 'dynamodb';

export interface ServiceRequest {
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Aborted when the caller has gone or the services close: whatever waits must then stop waiting. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** `ok` or the code of the error, for the call log. */
  readonly outcome: string;
  /** The connection ends before the body does. */
  readonly cutOff?: true;
}

/** An error that every service has, each under its own name; `entries-fail` is a 200 in which every entry of a batch failed. */
export type ServiceFault = 'throttled' | 'access-denied' | 'internal-error' | 'entries-fail';

/** One AWS service behind the common origin. */
export interface Service {
  readonly name: ServiceName;
  /** What stands before the dot in `x-amz-target`. */
  readonly target: string;
  /** Never rejects for what a caller sent. */
  answer(request: ServiceRequest): Promise<Answer>;
  /** The answer of a service in trouble, without the operation being performed. */
  faultAnswer(fault: ServiceFault, request: ServiceRequest): Answer;
  /** Names of what the call is about (secret, queue, table, bus), for the call log; null when it is about none. Never a value. */
  resourceOf(body: Buffer): string | null;
  close(): Promise<void>;
}
