import { defineConfig } from 'vitest/config';

/** The tests of the console in a real browser: they need a Chromium on this machine. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/browser/**/*.browser.test.ts'],
    globalSetup: 'test/build-bundles.ts',
    // Each file has a browser, and most of them the whole system, to itself.
    maxWorkers: 2,
    // Generous on purpose: a time-out here means that something hangs, not that the machine is slow.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 120_000 } },
  },
});
