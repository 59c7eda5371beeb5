/** A warm environment that tests one batch after the other. */
import type { Round } from '../contest.ts';
import { batchTester } from '../ours/tests.ts';
import { residentMiB } from './resident.ts';

const FLEET = 1_000;
const BATCH = 10;

export default function tests(): (count: number) => Promise<Round> {
  const test = batchTester();
  let tested = 0;
  return async (count) => {
    for (let done = 0; done < count; done += BATCH) {
      await test(Array.from({ length: BATCH }, (_, index) => `connection-${(tested + index) % FLEET}`));
      tested += BATCH;
    }
    return residentMiB();
  };
}
