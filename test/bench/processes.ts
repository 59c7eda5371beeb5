/** The processes of the benchmarks: they are told their options, asked and answered by messages. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface Helper {
  /** What it said first, when it was ready. */
  readonly ready: unknown;
  /** One question at a time. Rejects with what went wrong inside, and when the process ends without an answer. */
  ask(question: unknown): Promise<unknown>;
  close(): Promise<void>;
}

interface Answer {
  readonly answer?: unknown;
  readonly error?: string;
}

/** Standard output, where the functions write logs and metrics, goes nowhere. */
export async function startHelper(
  script: string,
  options: unknown,
  { env = process.env, execArgv = [] }: { env?: NodeJS.ProcessEnv; execArgv?: readonly string[] } = {},
): Promise<Helper> {
  const child = fork(script, {
    execArgv: ['--expose-gc', ...execArgv],
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({ options });
  const ready = await nextAnswer(child, script);
  return {
    ready,
    ask(question) {
      const answer = nextAnswer(child, script);
      child.send({ question });
      return answer;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function nextAnswer(child: ChildProcess, script: string): Promise<unknown> {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(([code, signal]) => {
    throw new Error(`${script} ended with ${code ?? signal}`);
  });
  ended.catch(() => undefined);
  const answered: Promise<[Answer]> = once(child, 'message', { signal: over.signal }).then(([message]) => [message]);
  answered.catch(() => undefined);
  try {
    const [{ answer, error }] = await Promise.race([answered, ended]);
    if (error !== undefined) throw new Error(`${script}: ${error}`);
    return answer;
  } finally {
    over.abort();
  }
}

/** In the process: what it was started with. */
export async function optionsOfHelper(): Promise<unknown> {
  const [told]: { options?: unknown }[] = await once(process, 'message');
  return told?.options;
}

/** In the process: tells that it is ready, and answers questions until it is ended with its parent. */
export function serveAsHelper(ready: unknown, answerTo: (question: unknown) => unknown): void {
  process.once('disconnect', () => process.exit());
  process.on('message', async ({ question }: { question: unknown }) => {
    try {
      process.send?.({ answer: await answerTo(question) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.send?.({ answer: ready });
}
