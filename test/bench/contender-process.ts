/** The process of one contender: every request to Amazon goes to the stand-in, whatever client sends it. */
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { sendTlsTo } from './amazon/loopback-tls.ts';
import type { Discipline } from './contest.ts';
import { optionsOfHelper, serveAsHelper } from './processes.ts';

const { discipline, contender, amazon } = z
  .object({
    discipline: z.string(),
    contender: z.string(),
    amazon: z.object({ port: z.number(), certificate: z.string() }),
  })
  .parse(await optionsOfHelper());

sendTlsTo(amazon);
const { default: prepare }: { default: Discipline } = await import(discipline);
const round = prepare(contender);
serveAsHelper(null, async (size) => {
  // What was left behind by the round before is not swept up at this one's cost.
  globalThis.gc?.();
  await setTimeout(50);
  return round(Number(size));
});
