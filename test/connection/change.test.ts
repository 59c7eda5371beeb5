import { describe, expect, test } from 'vitest';
import { changesTheState, changesWhatIsTested, clearOldDates } from '../../lib/connection/change.ts';
import { type ConnectionSettingsInput, settingsOf } from '../../lib/connection/settings.ts';

const input: ConnectionSettingsInput = {
  endpoint: 'na',
  lwaClientId: 'client',
  lwaClientSecret: 'secret',
  lwaRefreshToken: 'refresh',
  accountType: 'seller',
  displayName: 'Acme',
  clientSecretCreatedOn: '2026-09-01',
  authorizedOn: '2026-06-01',
};
const before = settingsOf(input);

describe('a change of', () => {
  test.for([
    ['nothing', {}, false, false],
    ['the endpoint', { endpoint: 'eu' }, true, true],
    ['the account type', { accountType: 'vendor' }, true, true],
    ['the client id', { lwaClientId: 'other' }, true, true],
    ['the client secret', { lwaClientSecret: 'other' }, true, true],
    ['the refresh token', { lwaRefreshToken: 'other' }, true, true],
    ['whether Feeds is expected', { expectFeeds: false }, true, false],
    ['the name', { displayName: 'Other' }, false, false],
    ['labels', { labels: { team: 'emea' } }, false, false],
    ['a date', { authorizedOn: '2026-07-01' }, false, false],
    ['the schedule', { testing: 'paused' }, false, false],
  ] as const)('%s is tested: %s; it changes the state: %s', ([_what, changed, tested, state]) => {
    const after = settingsOf({ ...input, ...changed });
    expect([changesWhatIsTested(before, after), changesTheState(before, after)]).toEqual([tested, state]);
  });
});

describe('the date of a value', () => {
  const detail = 'The value that this date belonged to was replaced. Enter the new date.';
  const changed = (values: Partial<ConnectionSettingsInput>, given: string[] = [], from = before) => {
    const { settings, warnings } = clearOldDates(from, settingsOf({ ...input, ...values }), new Set(given));
    return [settings.clientSecretCreatedOn, settings.authorizedOn, warnings];
  };

  test('stays while its value stays', () => {
    expect(changed({ displayName: 'Other' })).toEqual(['2026-09-01', '2026-06-01', []]);
  });

  test('is cleared with a new value, each on its own, and that is said', () => {
    const secret = { field: 'clientSecretCreatedOn', code: 'date_cleared', detail };
    const token = { field: 'authorizedOn', code: 'date_cleared', detail };
    expect(changed({ lwaClientSecret: 'new' })).toEqual([null, '2026-06-01', [secret]]);
    expect(changed({ lwaRefreshToken: 'new' })).toEqual(['2026-09-01', null, [token]]);
    expect(changed({ lwaClientSecret: 'new', lwaRefreshToken: 'new' })).toEqual([null, null, [secret, token]]);
  });

  test('stays when it is given with the new value', () => {
    const given = ['clientSecretCreatedOn', 'authorizedOn'];
    const values = { lwaClientSecret: 'new', lwaRefreshToken: 'new' };
    expect(changed(values, given)).toEqual(['2026-09-01', '2026-06-01', []]);
  });

  test('is not missed where there was none', () => {
    const { clientSecretCreatedOn: _one, authorizedOn: _other, ...undated } = input;
    const values = { lwaClientSecret: 'new', lwaRefreshToken: 'new' };
    expect(changed(values, [], settingsOf(undated))).toEqual(['2026-09-01', '2026-06-01', []]);
  });

  test('of a new connection is what was entered', () => {
    expect(clearOldDates(null, before, new Set())).toEqual({ settings: before, warnings: [] });
  });
});
