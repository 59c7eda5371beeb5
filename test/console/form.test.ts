import { describe, expect, it } from 'vitest';
import { UNREACHABLE } from '../../infra/console/page/api/problem.ts';
import { differences, settled } from '../../infra/console/page/form/differences.ts';
import {
  type Draft,
  draftOf,
  EMPTY_DRAFT,
  hasAllLwaValues,
  patchBody,
  readLabels,
  settingsBody,
} from '../../infra/console/page/form/draft.ts';
import { fieldMarks } from '../../infra/console/page/form/field-marks.ts';
import { parseSettings } from '../../lib/connection/settings.ts';
import { aConnection, aTest, diagnosis } from './connections.ts';

const filled: Draft = {
  ...EMPTY_DRAFT,
  connectionId: 'acme-eu',
  endpoint: 'eu',
  lwaClientId: ' amzn1.application-oa2-client.1 ',
  lwaClientSecret: 'amzn1.oa2-cs.v1.1',
  lwaRefreshToken: 'Atzr|1',
  displayName: 'Acme',
  accountType: 'seller',
  labels: 'team=emea\n\n pair = a=b \nflag',
  clientSecretCreatedOn: '2026-09-01',
};

describe('what is sent of the form', () => {
  it('is settings that the API takes, trimmed, without what is empty', () => {
    const body = settingsBody(filled);
    expect(body).toEqual({
      endpoint: 'eu',
      lwaClientId: 'amzn1.application-oa2-client.1',
      lwaClientSecret: 'amzn1.oa2-cs.v1.1',
      lwaRefreshToken: 'Atzr|1',
      displayName: 'Acme',
      accountType: 'seller',
      labels: { team: 'emea', pair: 'a=b', flag: '' },
      expectFeeds: true,
      testing: 'on',
      clientSecretCreatedOn: '2026-09-01',
    });
    expect(parseSettings(body).ok).toBe(true);
  });

  it('needs all three LWA values for a test', () => {
    expect(hasAllLwaValues(filled)).toBe(true);
    for (const field of ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'] as const) {
      expect(hasAllLwaValues({ ...filled, [field]: '  ' })).toBe(false);
    }
  });

  it('reads labels line by line', () => {
    expect(readLabels(' a = 1\n\nb\n')).toEqual({ a: '1', b: '' });
  });
});

describe('a change', () => {
  const stored = draftOf(
    aConnection({ displayName: 'Acme', labels: { team: 'emea', old: 'x' }, authorizedOn: '2026-01-01' }),
  );

  it('of nothing sends nothing: stored secrets stay empty in the form', () => {
    expect([stored.lwaClientSecret, stored.lwaRefreshToken]).toEqual(['', '']);
    expect(patchBody(stored, stored)).toEqual({});
  });

  it('reaches labels that have an equals sign or a backslash in their key', () => {
    const before = draftOf(aConnection({ labels: { 'a=b': 'c=d', a: 'x', 'path\\': 'y\\=z' } }));
    expect(before.labels.split('\n')).toEqual(['a\\=b=c=d', 'a=x', 'path\\\\=y\\=z']);
    expect(readLabels(before.labels)).toEqual({ 'a=b': 'c=d', a: 'x', 'path\\': 'y\\=z' });
    expect(patchBody({ ...before, labels: 'a=x\npath\\\\=y\\=z' }, before)).toEqual({
      labels: { 'a=b': null, a: 'x', 'path\\': 'y\\=z' },
    });
    expect(patchBody({ ...before, labels: before.labels.replace('c=d', 'e') }, before)).toMatchObject({
      labels: { 'a=b': 'e' },
    });
  });

  it('holds only what differs, null for what is taken away', () => {
    const draft = { ...stored, displayName: '', lwaClientSecret: ' new ', labels: 'team=apac', authorizedOn: '' };
    expect(patchBody(draft, stored)).toEqual({
      displayName: null,
      lwaClientSecret: 'new',
      labels: { team: 'apac', old: null },
      authorizedOn: null,
    });
  });
});

describe('somebody else has saved meanwhile', () => {
  const opened = draftOf(aConnection({ displayName: 'Old', labels: { team: 'a' }, testing: 'on' }));
  const theirs = draftOf(aConnection({ displayName: 'Theirs', labels: { team: 'b' }, testing: 'on' }));
  const mine = { ...opened, displayName: 'Mine', testing: 'paused' as const, lwaClientSecret: 'typed' };

  it('shows both values of each field that differs, and leaves to them what was not touched here', () => {
    expect(differences(mine, opened, theirs)).toEqual([
      { field: 'displayName', yours: 'Mine', stored: 'Theirs', take: 'yours' },
      { field: 'testing', yours: 'paused', stored: 'on', take: 'yours' },
      { field: 'labels', yours: 'team=a', stored: 'team=b', take: 'stored' },
    ]);
  });

  it('goes on with what is chosen, and keeps what was typed', () => {
    const chosen = new Map([
      ['displayName', 'stored'],
      ['testing', 'yours'],
      ['labels', 'stored'],
    ] as const);
    const next = settled(mine, theirs, chosen);
    expect(next).toMatchObject({
      displayName: 'Theirs',
      testing: 'paused',
      labels: 'team=b',
      lwaClientSecret: 'typed',
    });
    expect(patchBody(next, theirs)).toEqual({ testing: 'paused', lwaClientSecret: 'typed' });
  });
});

describe('the marks of the form', () => {
  it('follow the order of the diagnosis, most likely first', () => {
    const test = aTest({
      verdict: 'failed',
      diagnosis: diagnosis('access_refused', ['endpoint', 'permissions', 'lwaRefreshToken']),
    });
    const marks = fieldMarks(test, null);
    expect([...marks].map(([field, { review }]) => [field, review])).toEqual([
      ['endpoint', 1],
      ['lwaRefreshToken', 3],
    ]);
  });

  it('are none when there is nothing to correct', () => {
    const test = aTest({ verdict: 'inconclusive', diagnosis: diagnosis('throttled') });
    expect(fieldMarks(test, null).size).toBe(0);
    const remark = aTest({ diagnosis: diagnosis('feeds_permission_missing', ['permissions']) });
    expect(fieldMarks(remark, null).size).toBe(0);
  });

  it('are what the API says against a field', () => {
    const errors = [
      { pointer: '/labels/team', detail: 'must have at most 64 characters' },
      { pointer: '/connectionId', detail: 'must be lower-case' },
      { pointer: '/lwaRefreshToken', detail: 'must not be empty' },
      { parameter: 'if-match', detail: 'is odd' },
      { pointer: '/somethingElse', detail: 'is not a known field' },
    ];
    const marks = fieldMarks(null, { ...UNREACHABLE, status: 400, errors });
    expect([...marks].map(([field, { complaints }]) => [field, complaints])).toEqual([
      ['labels', ['must have at most 64 characters']],
      ['connectionId', ['must be lower-case']],
      ['lwaRefreshToken', ['must not be empty']],
    ]);
  });
});
