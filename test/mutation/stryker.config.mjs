/**
 * Mutation testing of the pure core: `npm run mutation`. Half an hour the first time; then only what has changed. One room:
 * `npm run mutation -- --mutate 'lib/token/*.ts'`.
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  mutate: [
    'lib/amazon/*.ts',
    '!lib/amazon/{response-body,reused-socket,undici-errors,undici-http}.ts',
    'lib/connection/{change,countdown,description,digest,input,merge-patch,precondition,settings,stored-connection,used-twice,warnings}.ts',
    'lib/connection-test/*.ts',
    'lib/http/{api-request,failure-problem,paging,passed-on,problem}.ts',
    'lib/operation/{decoded-text,operation-grant,operation-headers,operation-path,operation-retry}.ts',
    'lib/secret.ts',
    'lib/telemetry/redaction.ts',
    'lib/token/*.ts',
    'lib/watch/{connection-state,events,evidence-policy,expiry,fleet-state,schedule,test-message}.ts',
  ],
  // Stryker would rewrite it with the old interface of the compiler, which TypeScript 7 does not have. No test needs it.
  ignorePatterns: ['tsconfig.json'],
  // A mutant in what is computed once, at import (tables, schemas), needs all tests anew: of lib/connection-test a fifth of
  // the mutants would take 85 % of the time. Tests compare such tables whole.
  ignoreStatic: true,
  concurrency: 2,
  incremental: true,
  incrementalFile: '.cache/mutation/incremental.json',
  tempDirName: '.cache/mutation/sandbox',
  reporters: ['clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false },
  htmlReporter: { fileName: '.cache/mutation/report.html' },
  thresholds: { high: 95, low: 85, break: 85 },
};
