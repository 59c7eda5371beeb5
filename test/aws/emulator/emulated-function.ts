/**
 * A built function under Lambda's own parts: the Runtime Interface Emulator that comes with SAM CLI, and the client that
 * Lambda's Node runtimes are made of. It runs with the variables of the template and the keys of its role.
 */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { freePort } from '../moto/moto.ts';
import type { DeployedFunction, Variables } from '../stack/deployed-stack.ts';

/** What Lambda answers when a function did not: `Sandbox.Timedout` and others are its own, an error's name the function's. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

export type Invoked = { readonly result: unknown } | { readonly error: FunctionError };

export interface EmulatedFunction {
  /** Runs the handler with the event; one invocation after the other. */
  invoke(event: unknown): Promise<Invoked>;
  /** What the function has written since the last invocation began, line by line, without Lambda's own lines. */
  lines(): readonly string[];
  /** Sends a signal to the process that the function runs in: SIGSTOP freezes it, as Lambda does between invocations. */
  signal(signal: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

export interface EmulatorPrograms {
  /** Path of the Runtime Interface Emulator. */
  readonly emulator: string;
  /** Path of the runtime client. */
  readonly runtime: string;
}

export interface EmulatedFunctionOptions extends EmulatorPrograms {
  readonly deployed: DeployedFunction;
  /** Folder of the bundle. */
  readonly folder: string;
  /** More than the template gives. */
  readonly variables: Variables;
  readonly timeoutSeconds?: number;
}

export async function startEmulatedFunction(options: EmulatedFunctionOptions): Promise<EmulatedFunction> {
  const { deployed, folder } = options;
  const [runtimePort, invokePort] = [await freePort(), await freePort()];
  const emulator = spawn(
    options.emulator,
    [
      ...['--log-level', 'error'],
      ...['--runtime-api-address', `127.0.0.1:${runtimePort}`],
      ...['--runtime-interface-emulator-address', `127.0.0.1:${invokePort}`],
      ...[process.execPath, options.runtime, deployed.handler],
    ],
    { cwd: folder, env: environment(options), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const ended = new Promise<void>((resolve) => emulator.once('exit', () => resolve()));
  const died = ended.then(() => Promise.reject(new Error(`the emulator has ended:\n${lines.join('\n')}`)));
  died.catch(() => undefined);
  const lines: string[] = [];
  let reported = () => {};
  for (const stream of [emulator.stdout, emulator.stderr]) {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      if (line.startsWith('REPORT RequestId: ')) reported();
      else if (!/^(?:START|END) RequestId: /.test(line)) lines.push(line);
    });
  }
  const address = `http://127.0.0.1:${invokePort}/2015-03-31/functions/function/invocations`;
  let last: Promise<unknown> = Promise.resolve();

  return {
    invoke(event) {
      const turn = last.then(async () => {
        lines.length = 0;
        const complete = new Promise<void>((resolve) => (reported = resolve));
        const answered = await Promise.race([post(address, JSON.stringify(event)), died]);
        const answer = await readAnswer(answered);
        // Of a process that is gone no report comes.
        if ('result' in answer) await complete;
        return answer;
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    lines: () => [...lines],
    async signal(signal) {
      const running = await childrenOf(emulator.pid);
      if (running.length === 0) throw new Error('the function does not run');
      for (const pid of running) process.kill(pid, signal);
    },
    async close() {
      if (emulator.pid !== undefined && emulator.exitCode === null) process.kill(-emulator.pid, 'SIGKILL');
      await ended;
    },
  };
}

/** Nothing of the tests' own environment but where programs are. */
function environment({ deployed, folder, variables, timeoutSeconds }: EmulatedFunctionOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_TIMEOUT: String(timeoutSeconds ?? deployed.timeoutSeconds),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMb),
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    LAMBDA_TASK_ROOT: folder,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    ...deployed.keys,
    ...deployed.variables,
    ...variables,
  };
}

/** Each thread of a process has children of its own. */
async function childrenOf(parent: number | undefined): Promise<number[]> {
  const threads = await readdir(`/proc/${parent}/task`);
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${parent}/task/${thread}/children`, 'utf8')));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** Tries again until the emulator listens. */
async function post(address: string, body: string): Promise<Response> {
  for (;;) {
    try {
      return await fetch(address, { method: 'POST', body });
    } catch (error) {
      if (!isRefused(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function isRefused(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    error.cause.code === 'ECONNREFUSED'
  );
}

/** The emulator answers 200 whatever happens; what it is can be seen only in the text. */
async function readAnswer(answer: Response): Promise<Invoked> {
  const text = await answer.text();
  if (text.startsWith('Task timed out')) return { error: { errorType: 'Sandbox.Timedout', errorMessage: text } };
  const value: unknown = text === '' ? null : JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'errorType' in value && 'errorMessage' in value) {
    return { error: { errorType: String(value.errorType), errorMessage: String(value.errorMessage) } };
  }
  return { result: value };
}
