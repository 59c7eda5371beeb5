import { defineConfig } from 'vitest/config';

/** The tests that need the real AWS tools: `npm run test:aws` installs these first. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/aws/**/*.aws.test.ts'],
    maxWorkers: 2,
    // Generous on purpose: a time-out here means that something hangs, not that the machine is slow.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
