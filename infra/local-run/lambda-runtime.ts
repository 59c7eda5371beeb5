/**
 * What runs inside a Lambda environment's worker thread: it loads the built bundle as Lambda's own runtime does, and answers
 * one invocation after the other. Events and results cross as JSON text, since that is all that Lambda lets through.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError, RuntimeMessage, RuntimeRequest, RuntimeSettings } from './lambda-environment.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const port = parentPort;
if (port === null) throw new Error('lambda-runtime.ts runs in a worker thread only');
const settings: RuntimeSettings = workerData;
const say = (message: RuntimeMessage) => port.postMessage(message);

try {
  const handler = await loadHandler();
  port.on('message', (request: RuntimeRequest) => void answer(handler, request));
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'init-failed', error: describe(error) });
}

async function loadHandler(): Promise<Handler> {
  const bundle: { handler?: unknown } = await import(settings.bundleUrl);
  const { handler } = bundle;
  if (typeof handler !== 'function') throw new Error(`${settings.bundleUrl} exports no handler`);
  return (event, context) => handler(event, context);
}

async function answer(handler: Handler, request: RuntimeRequest): Promise<void> {
  const deadlineAt = Date.now() + request.timeoutMs;
  const context = {
    awsRequestId: request.requestId,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.functionArn,
    memoryLimitInMB: String(settings.memoryMb),
    logGroupName: `/aws/lambda/${settings.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineAt - Date.now()),
  };
  try {
    const result = await handler(JSON.parse(request.event), context);
    say({ kind: 'result', json: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    say({ kind: 'error', error: describe(error) });
  }
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message };
}
