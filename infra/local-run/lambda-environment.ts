/** One execution environment of a Lambda function: a worker thread with an environment of its own and the built bundle in it. */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Timers } from './timers.ts';

/** What Lambda answers instead of a result. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** How an invocation ended. `result` is what JSON left of the handler's result. */
export type InvocationOutcome = { readonly result: unknown } | { readonly error: FunctionError };

export interface RuntimeSettings {
  /** `file:` address of the module that exports `handler`. */
  readonly bundleUrl: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
}

export interface EnvironmentOptions extends RuntimeSettings {
  /** The whole of `process.env` inside; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timers: Timers;
  /** Takes each line that the function writes to its standard output or error. */
  readonly onLine: (line: string) => void;
}

/** To the worker: one invocation. */
export interface RuntimeRequest {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly timeoutMs: number;
}

/** From the worker. */
export type RuntimeMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-failed' | 'error'; readonly error: FunctionError }
  | { readonly kind: 'result'; readonly json: string };

export interface LambdaEnvironment {
  /** Serves one invocation; only when the last one has ended. Never rejects. */
  invoke(event: unknown, timeoutMs: number): Promise<InvocationOutcome>;
  /** False once it has timed out, crashed or failed to load: it serves nothing more, and is to be closed. */
  readonly usable: boolean;
  close(): Promise<void>;
}

/** Lambda's limit for an event and for a result, bytes of JSON (AWS: Lambda quotas). */
export const PAYLOAD_LIMIT_BYTES = 6_291_556;
/** Lambda gives a function this long to load, apart from its time-out. */
const INIT_TIMEOUT_MS = 10_000;

export function startEnvironment(options: EnvironmentOptions): LambdaEnvironment {
  const { bundleUrl, functionName, functionArn, memoryMb, timers } = options;
  const settings: RuntimeSettings = { bundleUrl, functionName, functionArn, memoryMb };
  const worker = new Worker(new URL('./lambda-runtime.ts', import.meta.url), {
    workerData: settings,
    env: { ...options.env },
    execArgv: ['--enable-source-maps'],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    stdout: true,
    stderr: true,
  });
  readLines(worker.stdout, options.onLine);
  readLines(worker.stderr, options.onLine);

  /** Why this environment serves nothing more. */
  let ended: FunctionError | null = null;
  let settle: (message: RuntimeMessage) => void = () => {};
  const nextMessage = () => new Promise<RuntimeMessage>((resolve) => (settle = resolve));
  const end = (errorType: string, errorMessage: string) => {
    ended ??= { errorType, errorMessage };
    settle({ kind: 'error', error: ended });
  };
  const started = nextMessage();
  worker.on('message', (message: RuntimeMessage) => {
    if (message.kind === 'init-failed') end(message.error.errorType, message.error.errorMessage);
    else settle(message);
  });
  worker.on('error', (error) => end('Runtime.UnhandledError', `${functionName}: ${messageOf(error)}`));
  worker.on('exit', () => end('Runtime.ExitError', `${functionName}: the runtime exited`));

  function within(limitMs: number, message: Promise<RuntimeMessage>): Promise<RuntimeMessage> {
    const callOff = timers.after(limitMs, () =>
      end('Sandbox.Timedout', `${functionName}: Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`),
    );
    return message.finally(callOff);
  }

  return {
    get usable() {
      return ended === null;
    },
    async invoke(event, timeoutMs) {
      await within(INIT_TIMEOUT_MS, started);
      if (ended !== null) return { error: ended };
      const answer = nextMessage();
      const request: RuntimeRequest = { requestId: randomUUID(), event: JSON.stringify(event), timeoutMs };
      worker.postMessage(request);
      return outcomeOf(await within(timeoutMs, answer));
    },
    async close() {
      end('Runtime.ExitError', `${functionName}: the environment was shut down`);
      await worker.terminate();
    },
  };
}

function outcomeOf(message: RuntimeMessage): InvocationOutcome {
  if (message.kind === 'ready') throw new Error('the runtime answered an invocation with its start');
  if (message.kind !== 'result') return { error: message.error };
  if (Buffer.byteLength(message.json) > PAYLOAD_LIMIT_BYTES) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT_BYTES} bytes).`;
    return { error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
  }
  return { result: JSON.parse(message.json) };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
