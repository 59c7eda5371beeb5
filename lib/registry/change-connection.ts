/** Changing some settings of a connection: merged into what is there, checked as a whole, tested when it matters. */
import { changesWhatIsTested } from '../connection/change.ts';
import { type InputError, pointerTo, unknownField } from '../connection/input.ts';
import { mergePatch } from '../connection/merge-patch.ts';
import { holds, type Precondition } from '../connection/precondition.ts';
import { connectionSettingsSchema, parseSettings, saySame, settingsInputOf } from '../connection/settings.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { isoTime } from '../time.ts';
import { readCurrent } from './current-connection.ts';
import type { RegistryDependencies } from './registry.ts';
import { type Saved, type SaveFailure, writeOver } from './save-connection.ts';

export interface ChangeRequest {
  readonly connectionId: string;
  /** A JSON object, as it came in (RFC 7396). */
  readonly patch: Readonly<Record<string, unknown>>;
  readonly precondition: Precondition;
}

export type ChangeFailure = SaveFailure | { readonly kind: 'invalid_settings'; readonly errors: readonly InputError[] };

export async function changeConnection(
  dependencies: RegistryDependencies,
  { connectionId, patch, precondition }: ChangeRequest,
  invocation: Invocation,
): Promise<Result<Saved, ChangeFailure>> {
  const requestedAt = isoTime(dependencies.clock.now());
  const current = await readCurrent(dependencies.store, connectionId, invocation);
  if (!current.ok) return current;
  if (!current.value) return failed({ kind: 'connection_not_found' });
  if (!holds(precondition, current.value.connection.version)) return failed({ kind: 'version_conflict' });
  if (!current.value.complete) return failed({ kind: 'connection_malformed', ...current.value.connection });

  const { connection } = current.value;
  const removed = irremovable(patch);
  const settings = parseSettings(mergePatch(settingsInputOf(connection.settings), patch));
  const errors = [...removed, ...(settings.ok ? [] : settings.failure.filter((error) => !isAmong(removed, error)))];
  if (!settings.ok || errors.length > 0) return failed({ kind: 'invalid_settings', errors });

  if (saySame(connection.settings, settings.value)) {
    const latest = await dependencies.results.latest(connectionId);
    return ok({ created: false, connection, latest, test: null, warnings: [] });
  }
  const mode = changesWhatIsTested(connection.settings, settings.value) ? 'tested' : 'unaffected';
  const given = new Set(Object.keys(patch));
  return writeOver(
    dependencies,
    current.value,
    requestedAt,
    { connectionId, settings: settings.value, given, precondition, mode },
    invocation,
  );
}

const IRREMOVABLE: ReadonlySet<string> = new Set(['endpoint', 'lwaClientId', 'lwaClientSecret', 'lwaRefreshToken']);

/** What the patch would remove and may not: a connection cannot be without it, or there is no such field. */
function irremovable(patch: ChangeRequest['patch']): { readonly pointer: string; readonly detail: string }[] {
  return Object.keys(patch)
    .filter((name) => patch[name] === null)
    .flatMap((name) => {
      if (IRREMOVABLE.has(name)) return { pointer: pointerTo([name]), detail: 'cannot be removed' };
      return isSettingName(name) ? [] : unknownField([], name);
    });
}

function isSettingName(name: string): boolean {
  return Object.hasOwn(connectionSettingsSchema.shape, name);
}

function isAmong(told: readonly { readonly pointer: string }[], error: InputError): boolean {
  return 'pointer' in error && told.some(({ pointer }) => pointer === error.pointer);
}
