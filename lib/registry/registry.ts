/** The registry keeps the connections: it saves what was tested, changes it safely, and loses nothing. */
import type { RecentIndex } from '../connection/connection-index.ts';
import type { ReadFailure } from '../connection/connection-reader.ts';
import type { ConnectionStore, WriteFailure } from '../connection/connection-store.ts';
import type { TestingDependencies } from '../connection-test/test-connection.ts';
import type { TestResult } from '../connection-test/test-result.ts';
import type { Recorder } from '../watch/recorder.ts';
import type { TestQueue } from '../watch/test-message.ts';
import type { TestResults } from '../watch/test-results.ts';

export interface RegistryDependencies extends TestingDependencies {
  readonly store: ConnectionStore;
  readonly index: RecentIndex;
  readonly results: TestResults;
  readonly recorder: Recorder;
  readonly queue: TestQueue;
}

export type RegistryFailure =
  | ReadFailure
  | WriteFailure
  /** Nothing was written: the settings must be corrected. */
  | { readonly kind: 'test_failed'; readonly test: TestResult }
  /** Nothing was written: Amazon could not be asked. */
  | { readonly kind: 'test_inconclusive'; readonly test: TestResult }
  /** Nothing was written: too little time was left to do it. */
  | { readonly kind: 'out_of_time' };
