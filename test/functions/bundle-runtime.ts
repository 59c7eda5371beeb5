/**
 * Runs inside a worker thread or a process: loads a bundle and invokes its handler, as many times at once as it is asked to.
 * Stands for a Lambda environment whose time, variables and output a test has in its hands.
 */
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { endOf, type InvocationError, type Invoke, type Told } from './bundle-messages.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;

interface Port {
  tell(told: Told): void;
  /** Null asks no more. */
  onAsked(listener: (request: Invoke | null) => void): void;
  close(): void;
}

const realNow = Date.now;

if (parentPort) {
  const port = parentPort;
  serve(workerData.bundleUrl, {
    tell: (told) => port.postMessage(told),
    onAsked: (listener) => port.on('message', listener),
    close: () => port.close(),
  });
} else if (process.send) {
  serve(process.argv[2] ?? '', {
    tell: (told) => process.send?.(told),
    onAsked: (listener) => process.on('message', (request) => listener(request as Invoke)),
    close: () => process.disconnect(),
  });
}

function serve(bundleUrl: string, port: Port): void {
  const tell = (told: Told) => port.tell(told);
  const loading: Promise<{ handler: Handler }> = import(bundleUrl);
  loading.then(
    () => tell({ id: null, loaded: true, error: '' }),
    (error: unknown) => tell({ id: null, loaded: false, error: describe(error).text }),
  );
  port.onAsked(async (request) => {
    if (request === null) return port.close();
    const { id, event, requestId, remainingMs, aheadMs } = request;
    Date.now = () => realNow() + aheadMs;
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

/** Its cause too, and everything else that hangs on it: whoever writes an error may go as deep. */
function describe(error: unknown): InvocationError {
  const whole = inspect(error, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null });
  if (!(error instanceof Error)) return { name: typeof error, text: whole };
  const own = JSON.stringify(Object.fromEntries(Object.entries(error)));
  return { name: error.name, text: [error.name, error.message, error.stack, own, whole].join('\n') };
}
