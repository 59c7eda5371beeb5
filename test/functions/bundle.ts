/** A built bundle in an environment of its own, with exactly the variables that it is given. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import { inThread, type StartHost } from './bundle-host.ts';
import { endOf, type InvocationError, type Invoke, type Told } from './bundle-messages.ts';

export interface Invoked {
  /** What JSON left of the handler's result. */
  readonly result: unknown;
  /** What the handler threw; null when it did not. */
  readonly error: InvocationError | null;
}

export interface Bundle {
  invoke(event: unknown, options?: { requestId?: string; remainingMs?: number }): Promise<Invoked>;
  /** What was written since the bundle was loaded, or since `forget`: lines in order. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  forget(): void;
  /** From the next invocation on it is so much later by the wall clock than it really is. */
  moveClock(aheadMs: number): void;
  close(): Promise<void>;
  /** Asks no more, and resolves when nothing is left that would keep an idle environment awake. */
  ended(): Promise<void>;
}

/** Above API Gateway's limit nothing has to be answered any more: the functions' own time-out. */
const REMAINING_MS = 29_000;

/** Rejects with the text of the error when the bundle does not load. */
export async function loadBundle(
  name: string,
  env: Readonly<Record<string, string>>,
  startHost: StartHost = inThread,
): Promise<Bundle> {
  const built = inject('bundles').find((candidate) => candidate.name === name);
  if (!built) throw new Error(`There is no function ${name}`);
  const host = startHost(pathToFileURL(built.bundle).href, env);
  const stdout = linesOf(host.stdout);
  const stderr = linesOf(host.stderr);
  const waiting = new Map<number | null, (told: Told) => void>();
  const next = (id: number | null) => new Promise<Told>((resolve) => waiting.set(id, resolve));
  const loaded = next(null);
  host.onTold((told) => waiting.get(told.id)?.(told));
  const crashed = new Promise<never>((_resolve, reject) => host.onCrash(reject));
  crashed.catch(() => undefined);

  const start = await Promise.race([loaded, crashed]);
  if (start.id !== null || !start.loaded) {
    await host.end();
    throw new Error('error' in start ? String(start.error) : 'the bundle did not load');
  }
  let invocations = 0;
  let ahead = 0;
  return {
    stdout: stdout.lines,
    stderr: stderr.lines,
    async invoke(event, { requestId = 'lambda-request', remainingMs = REMAINING_MS } = {}) {
      invocations += 1;
      const id = invocations;
      const outcome = next(id);
      const request: Invoke = { id, event: JSON.stringify(event), requestId, remainingMs, aheadMs: ahead };
      host.send(request);
      const told = await Promise.race([outcome, crashed]);
      waiting.delete(id);
      await Promise.all([stdout.reached(endOf(id)), stderr.reached(endOf(id))]);
      if ('result' in told) {
        return { result: told.result === undefined ? undefined : JSON.parse(told.result), error: null };
      }
      if (told.id === null) throw new Error('the bundle was loaded twice');
      return { result: undefined, error: told.error };
    },
    forget() {
      stdout.lines.length = 0;
      stderr.lines.length = 0;
    },
    moveClock(aheadMs) {
      ahead = aheadMs;
    },
    close: () => host.end(),
    ended: () => host.ended(),
  };
}

/** The lines of a stream without the marks, and a way to wait for a mark. */
function linesOf(stream: Readable) {
  const lines: string[] = [];
  const marks = new Set<string>();
  const waiting = new Map<string, () => void>();
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (!line.startsWith('\u0000')) {
      lines.push(line);
      return;
    }
    marks.add(line);
    waiting.get(line)?.();
  });
  return {
    lines,
    reached: (mark: string) =>
      marks.has(mark) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(mark, resolve)),
  };
}
