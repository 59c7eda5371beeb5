/** As many cases as fit into a property's share of the time, all from one seed. */
import fc from 'fast-check';

/** How many properties share the time. */
const PROPERTIES = 9;
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 60);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const MOST = 1_000_000;

/** Fails with the smallest input that it finds, and how to see it again. */
export async function holdsForAll<Input>(
  name: string,
  input: fc.Arbitrary<Input>,
  holds: (input: Input) => Promise<void>,
): Promise<void> {
  let cases = 0;
  const property = fc.asyncProperty(input, (value) => {
    cases += 1;
    return holds(value);
  });
  const shareMs = (SECONDS * 1_000) / PROPERTIES;
  await fc.assert(property, { seed: SEED, numRuns: MOST, interruptAfterTimeLimit: shareMs });
  console.log(`${name}: ${cases} cases, seed ${SEED}`);
}
