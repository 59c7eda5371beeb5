import { defineConfig } from 'vitest/config';
import { CountReporter } from './count-reporter.ts';

/** The tests that need the real AWS tools: `npm run test:aws` installs these first. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    globalSetup: 'test/aws/setup.ts',
    include: ['test/aws/**/*.aws.test.ts'],
    reporters: ['default', new CountReporter()],
    maxWorkers: 2,
    // Generous on purpose: a time-out here means that something hangs, not that the machine is slow.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
