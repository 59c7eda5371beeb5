/**
 * A fresh environment: loads a bundle as Lambda does, invokes it once, and tells how long that took since the process began.
 * Without a bundle it tells what Node needs by itself. No TypeScript, since Node would load a compiler for it.
 */
import { writeSync } from 'node:fs';

const [, , bundle, event] = process.argv;
const TO_PARENT = 3;

if (bundle) {
  const { handler } = await import(bundle);
  const endsAt = performance.now() + 29_000;
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => endsAt - performance.now() };
  const answer = await handler(JSON.parse(event), context);
  const hasFailed = answer?.statusCode > 299 || answer?.batchItemFailures?.length > 0;
  // The quick end of a test that fails must not be told as a quick start.
  if (hasFailed || /"verdict":"(?!passed)/.test(answer?.body ?? '')) throw new Error(JSON.stringify(answer));
}
const { user, system } = process.cpuUsage();
writeSync(TO_PARENT, JSON.stringify({ ms: performance.now(), cpuMs: (user + system) / 1_000 }));
process.exit();
