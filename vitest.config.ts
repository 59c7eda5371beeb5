import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What needs more than Node has configurations of its own.
    exclude: ['test/aws/**', 'test/browser/**'],
    // The bundles are built once, before any test that runs them.
    globalSetup: 'test/build-bundles.ts',
    // One more than there are cores: many tests wait for a socket or a process of their own.
    maxWorkers: availableParallelism() + 1,
    // Generous on purpose: a time-out here means that something hangs, not that the machine is slow.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
