import { join } from 'node:path';
import * as z from 'zod/mini';
import { startHelper } from '../processes.ts';

export interface AmazonOptions {
  /** Before each answer. */
  readonly delayMs: number;
  /** Plain HTTP, for functions as they are built, which know a stand-in for Amazon by no other. */
  readonly plain?: boolean;
}

export interface Amazon {
  readonly address: { readonly port: number; readonly certificate: string };
  close(): Promise<void>;
}

const ready = z.object({ port: z.number(), certificate: z.string() });

/** An Amazon that answers rightly after a delay, in a process of its own. */
export async function startAmazon(options: AmazonOptions): Promise<Amazon> {
  const helper = await startHelper(join(import.meta.dirname, 'amazon-process.ts'), options);
  return { address: ready.parse(helper.ready), close: helper.close };
}
