import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/fuzz/**/*.fuzz.ts'],
    globalSetup: 'test/build-bundles.ts',
    // Each case ends by itself when its share of the time is over; this is for one that hangs.
    testTimeout: 7_200_000,
    hookTimeout: 60_000,
  },
});
