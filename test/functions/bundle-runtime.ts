/**
 * Runs inside a worker thread: loads a bundle and invokes its handler, as many times at once as it is asked to. Stands for a
 * Lambda environment whose time, variables and output a test has in its hands.
 */
import { parentPort, workerData } from 'node:worker_threads';

/** To the worker. */
export interface Invoke {
  readonly id: number;
  /** JSON text; undefined for an invocation without an event. */
  readonly event: string | undefined;
  readonly requestId: string;
  /** What is left of Lambda's time-out when the invocation begins. */
  readonly remainingMs: number;
}

/** From the worker. */
export type Told =
  | { readonly id: null; readonly loaded: boolean; readonly error: string }
  | { readonly id: number; readonly result: string | undefined }
  | { readonly id: number; readonly error: InvocationError };

/** All that Lambda's runtime would write of an error that a handler throws. */
export interface InvocationError {
  readonly name: string;
  readonly text: string;
}

/** Written after each invocation, so that the other side knows when it has read all output of it. */
export const endOf = (id: number) => `\u0000end of ${id}`;

type Handler = (event: unknown, context: object) => Promise<unknown>;

if (parentPort) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
  const tell = (told: Told) => port.postMessage(told);
  const loading: Promise<{ handler: Handler }> = import(workerData.bundleUrl);
  loading.then(
    () => tell({ id: null, loaded: true, error: '' }),
    (error: unknown) => tell({ id: null, loaded: false, error: describe(error).text }),
  );
  port.on('message', async ({ id, event, requestId, remainingMs }: Invoke) => {
    const { handler } = await loading;
    const endsAt = performance.now() + remainingMs;
    const context = {
      awsRequestId: requestId,
      functionName: 'under-test',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, endsAt - performance.now()),
    };
    const told = await handler(event === undefined ? undefined : JSON.parse(event), context).then(
      (result): Told => ({ id, result: JSON.stringify(result) }),
      (error: unknown): Told => ({ id, error: describe(error) }),
    );
    for (const stream of [process.stdout, process.stderr]) stream.write(`${endOf(id)}\n`);
    tell(told);
  });
}

function describe(error: unknown): InvocationError {
  if (!(error instanceof Error)) return { name: typeof error, text: String(error) };
  const own = JSON.stringify(Object.fromEntries(Object.entries(error)));
  return { name: error.name, text: [error.name, error.message, error.stack, own].join('\n') };
}
