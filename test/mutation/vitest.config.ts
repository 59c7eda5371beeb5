import { defineConfig } from 'vitest/config';

/** The tests of the pure core's own rooms. Adapters, their sockets and the bundles stay out: a mutant is judged in a second. */
export default defineConfig({
  test: {
    include: ['test/{amazon,connection,connection-test,http,operation,telemetry,token,watch}/**/*.test.ts'],
    exclude: [
      'test/amazon/http-adapters*.test.ts',
      'test/connection/secrets-manager.test.ts',
      'test/operation/{storms,undici-operation-http}.test.ts',
      'test/watch/{dynamodb-*,fleet-watch,model,numbers,queue-and-bus}.test.ts',
    ],
    // A mutant that never ends is ended by Stryker.
    testTimeout: 60_000,
  },
});
