/** What a save changes, and what follows from it. Pure. */
import type { ConnectionSettings } from './settings.ts';
import type { SettingsWarning } from './warnings.ts';

/** Values on which the outcome of a test depends: a change of one of them is tested before it is saved. */
export function changesWhatIsTested(before: ConnectionSettings, after: ConnectionSettings): boolean {
  return (
    before.endpoint !== after.endpoint ||
    before.accountType !== after.accountType ||
    before.expectFeeds !== after.expectFeeds ||
    before.lwaClientId !== after.lwaClientId ||
    !before.lwaClientSecret.equals(after.lwaClientSecret) ||
    !before.lwaRefreshToken.equals(after.lwaRefreshToken)
  );
}

/** A change that leaves these alone leaves the state of the connection alone. */
export function changesTheState(before: ConnectionSettings, after: ConnectionSettings): boolean {
  return changesWhatIsTested({ ...before, expectFeeds: true }, { ...after, expectFeeds: true });
}

export interface Dated {
  readonly settings: ConnectionSettings;
  readonly warnings: readonly SettingsWarning[];
}

/**
 * A date belongs to the value that it was entered with. When the value changes and `given` does not name its date, the date
 * is cleared, and said to be: a countdown from the wrong day is worse than none.
 */
export function clearOldDates(
  before: ConnectionSettings | null,
  after: ConnectionSettings,
  given: ReadonlySet<string>,
): Dated {
  if (!before) return { settings: after, warnings: [] };
  const dated = [
    { date: 'clientSecretCreatedOn', replaced: !before.lwaClientSecret.equals(after.lwaClientSecret) },
    { date: 'authorizedOn', replaced: !before.lwaRefreshToken.equals(after.lwaRefreshToken) },
  ] as const;
  const cleared = dated
    .filter(({ date, replaced }) => replaced && before[date] !== null && !given.has(date))
    .map(({ date }) => date);
  return {
    settings: {
      ...after,
      clientSecretCreatedOn: cleared.includes('clientSecretCreatedOn') ? null : after.clientSecretCreatedOn,
      authorizedOn: cleared.includes('authorizedOn') ? null : after.authorizedOn,
    },
    warnings: cleared.map((field) => ({
      field,
      code: 'date_cleared',
      detail: 'The value that this date belonged to was replaced. Enter the new date.',
    })),
  };
}
