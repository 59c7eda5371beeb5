import { join } from 'node:path';
import * as z from 'zod/mini';
import { startHelper } from '../processes.ts';

export interface SavedConnection {
  readonly connectionId: string;
  readonly refreshToken: string;
}

const ready = z.object({
  endpoint: z.string(),
  prefix: z.string(),
  table: z.string(),
  bus: z.string(),
  queueUrl: z.string(),
  /** Epoch milliseconds by their clock, which stands until it is let go. */
  startsAt: z.number(),
});

export interface BenchServices extends z.infer<typeof ready> {
  /** From now on an hour of theirs takes so many times less than ours: the delays of messages shrink alike. */
  letTimeRun(timesAsFast: number): Promise<void>;
  close(): Promise<void>;
}

/** Local AWS services in a process of their own, with these connections saved. */
export async function startServices(connections: readonly SavedConnection[]): Promise<BenchServices> {
  const helper = await startHelper(join(import.meta.dirname, 'services-process.ts'), connections);
  return {
    ...ready.parse(helper.ready),
    async letTimeRun(timesAsFast) {
      await helper.ask(timesAsFast);
    },
    close: helper.close,
  };
}
