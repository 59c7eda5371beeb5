/** What follows a save: event, item and message. The values are written by then, so what fails here is a warning. */
import type { StoredConnection } from '../connection/stored-connection.ts';
import type { SettingsWarning } from '../connection/warnings.ts';
import type { TestResult } from '../connection-test/test-result.ts';
import type { Invocation } from '../invocation.ts';
import { reportError } from '../telemetry/report-error.ts';
import { isoTime } from '../time.ts';
import type { Latest } from '../watch/connection-state.ts';
import { testOfSave } from '../watch/test-message.ts';
import type { RegistryDependencies } from './registry.ts';

export interface WrittenSave {
  readonly connection: StoredConnection;
  /** The version that was written over; null for none. */
  readonly fromVersion: string | null;
  readonly mode: 'tested' | 'untested' | 'unaffected';
  readonly test: TestResult | null;
  /** Endpoint, account type and LWA values are what they were: without a test the state is, too. */
  readonly stateStays: boolean;
}

export interface RecordedSave {
  readonly latest: Latest | null;
  readonly warnings: readonly SettingsWarning[];
}

/** Never throws: each step is tried even if one before it failed, each failure is logged, and one warning tells of them all. */
export async function recordSave(
  dependencies: RegistryDependencies,
  written: WrittenSave,
  invocation: Invocation,
): Promise<RecordedSave> {
  const { connectionId, version } = written.connection;
  const { results } = dependencies;
  const failures: unknown[] = [];
  const attempt = async <Value>(step: Promise<Value>): Promise<Value | null> => {
    try {
      return await step;
    } catch (error) {
      reportError(error, invocation.log);
      failures.push(error);
      return null;
    }
  };

  let latest = await attempt(record(dependencies, written));
  // Where a test of the old values began later than ours and is recorded already, only another of the new ones counts.
  const isOutrun = written.test !== null && latest !== null && latest.save?.version !== version;
  if (written.mode === 'untested' || isOutrun) await attempt(queueTest(dependencies, written.connection));
  if (failures.length === 0) return { latest, warnings: [] };
  latest ??= await results.latest(connectionId).catch(() => null);
  return { latest, warnings: [NOT_RECORDED] };
}

async function record(
  { recorder, results, clock }: RegistryDependencies,
  { connection, fromVersion, mode, test, stateStays }: WrittenSave,
): Promise<Latest | null> {
  const { connectionId, version, settings } = connection;
  // After the write: whoever read the values later read these.
  const save = { version, at: isoTime(clock.now()) };
  if (test) return recorder.record(connectionId, { ...test, version }, { save });
  if (stateStays) {
    const kept = await recorder.recordKeptSave(connectionId, fromVersion, save);
    // A save that was cut off may have left values behind that nobody has tested: then there is no state to stay.
    if (kept || mode === 'unaffected') return kept ?? results.latest(connectionId);
  }
  return recorder.recordUntestedSave(connectionId, settings.endpoint, save);
}

async function queueTest({ queue, clock }: RegistryDependencies, connection: StoredConnection): Promise<void> {
  const { connectionId, version } = connection;
  await queue.send([testOfSave(connectionId, version, isoTime(clock.now()))]);
}

const NOT_RECORDED: SettingsWarning = {
  field: '',
  code: 'test_not_recorded',
  detail:
    'The connection is saved, but its state could not be updated, or its test not be queued. Test it now, or wait for the schedule.',
};
