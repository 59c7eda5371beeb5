/**
 * A warm environment that hands out tokens to ever more connections than it can remember: each one comes ten times in a row,
 * as a job comes, and pushes an older one out.
 */
import type { Round } from '../contest.ts';
import { handedOut, tokenUseCase } from '../ours/tokens.ts';
import { residentMiB } from './resident.ts';

const CONNECTIONS = 100_000;
const IN_A_ROW = 10;
const AT_ONCE = 50;

export default function tokens(): (requests: number) => Promise<Round> {
  const tokenOf = tokenUseCase();
  let next = 0;
  return async (requests) => {
    const end = next + requests / IN_A_ROW;
    const job = async () => {
      while (next < end) {
        const id = `connection-${next % CONNECTIONS}`;
        next += 1;
        for (let count = 0; count < IN_A_ROW; count += 1) handedOut(await tokenOf(id));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, job));
    return residentMiB();
  };
}
