/** Where a bundle lives: a thread of this process, which is begun at once, or a process of its own, as in Lambda. */
import { fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Invoke, Told } from './bundle-messages.ts';

export interface BundleHost {
  readonly stdout: Readable;
  readonly stderr: Readable;
  send(request: Invoke): void;
  onTold(listener: (told: Told) => void): void;
  /** It broke by itself: nothing that was asked is answered any more. */
  onCrash(listener: (error: Error) => void): void;
  end(): Promise<void>;
  /** Stops asking, and waits until nothing holds it any more; whoever leaves a handle open waits for ever. */
  ended(): Promise<void>;
}

export type StartHost = (bundleUrl: string, env: Readonly<Record<string, string>>) => BundleHost;

const RUNTIME = new URL('./bundle-runtime.ts', import.meta.url);

export const inThread: StartHost = (bundleUrl, env) => {
  const worker = new Worker(RUNTIME, { workerData: { bundleUrl }, env: { ...env }, stdout: true, stderr: true });
  return {
    stdout: worker.stdout,
    stderr: worker.stderr,
    send: (request) => worker.postMessage(request),
    onTold: (listener) => worker.on('message', listener),
    onCrash: (listener) => worker.once('error', listener),
    end: async () => void (await worker.terminate()),
    async ended() {
      const exit = new Promise<unknown>((resolve) => worker.once('exit', resolve));
      worker.postMessage(null);
      await exit;
    },
  };
};

export const inProcess: StartHost = (bundleUrl, env) => {
  const child = fork(fileURLToPath(RUNTIME), [bundleUrl], { env: { ...env }, silent: true });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('The output of the process is not to be had.');
  let asked = false;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    stdout,
    stderr,
    send: (request) => child.send(request),
    onTold: (listener) => child.on('message', (told) => listener(told as Told)),
    onCrash: (listener) =>
      child.once('exit', (code) => {
        if (!asked) listener(new Error(`The process ended by itself with ${code}.`));
      }),
    end() {
      asked = true;
      child.kill();
      return exit;
    },
    ended() {
      asked = true;
      if (child.connected) child.disconnect();
      return exit;
    },
  };
};
