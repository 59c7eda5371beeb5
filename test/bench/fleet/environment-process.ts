/** One environment of a function, as a process with the memory of Lambda's: a bundle, and one invocation after the other. */
import * as z from 'zod/mini';
import { optionsOfHelper, serveAsHelper } from '../processes.ts';

const { bundle, timeoutMs } = z.object({ bundle: z.string(), timeoutMs: z.number() }).parse(await optionsOfHelper());
const { handler }: { handler: (event: unknown, context: object) => Promise<unknown> } = await import(bundle);

serveAsHelper(null, async (event) => {
  const deadlineAt = Date.now() + timeoutMs;
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => deadlineAt - Date.now() };
  const result = await handler(event, context);
  return { result: result ?? null, residentMiB: process.resourceUsage().maxRSS / 1_024 };
});
