import type { LocalAws } from '../../infra/local-aws/local-aws.ts';

/** The calls to AWS of `work` wait now and then, each time in another way: what else goes on gets in between. */
export async function interleaved<Value>(aws: LocalAws, seed: number, work: () => Promise<Value>): Promise<Value> {
  const next = numbers(seed);
  const stop = aws.onCall(async () => {
    for (let turns = next() % 12; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
  });
  try {
    return await work();
  } finally {
    stop();
  }
}

/** Numbers that look random and are the same for a seed (a linear congruential generator, as in C's rand). */
function numbers(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  };
}
