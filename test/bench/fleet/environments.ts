/** The environments of a function: started when all are busy, at most so many. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import type { InvocationOutcome } from '../../../infra/local-run/lambda-environment.ts';
import { type Helper, startHelper } from '../processes.ts';

export interface EnvironmentsOptions {
  readonly bundle: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What Lambda gives; the heap gets what is left beside Node's own part. */
  readonly memoryMb: number;
}

export interface Environments {
  /** The caller sees to it that no more run at once than there may be environments. */
  invoke(event: unknown): Promise<InvocationOutcome>;
  readonly started: () => number;
  /** Of the largest one. */
  readonly residentMiB: () => number;
  close(): Promise<void>;
}

const NODES_OWN_MB = 128;
const answered = z.object({ result: z.unknown(), residentMiB: z.number() });

export function environments({ bundle, variables, timeoutMs, memoryMb }: EnvironmentsOptions): Environments {
  const script = join(import.meta.dirname, 'environment-process.ts');
  const all: Helper[] = [];
  const idle: Helper[] = [];
  let residentMiB = 0;

  async function another(): Promise<Helper> {
    const helper = await startHelper(
      script,
      { bundle: pathToFileURL(bundle).href, timeoutMs },
      { env: variables, execArgv: [`--max-old-space-size=${memoryMb - NODES_OWN_MB}`] },
    );
    all.push(helper);
    return helper;
  }

  return {
    async invoke(event) {
      const environment = idle.pop() ?? (await another());
      const answer = answered.parse(await environment.ask(event));
      residentMiB = Math.max(residentMiB, answer.residentMiB);
      idle.push(environment);
      return { result: answer.result };
    },
    started: () => all.length,
    residentMiB: () => residentMiB,
    async close() {
      await Promise.all(all.map((helper) => helper.close()));
    },
  };
}
