import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCall, patch, put, putUntested, remove, restore } from './api-call.ts';
import { type RegistryWorld, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
beforeAll(async () => {
  world = await startRegistryWorld();
});
afterAll(() => world.close());
afterEach(() => world.clear());

const ID = 'acme';
const STRANGE = '00000000-0000-4000-8000-000000000000';

type Change = (headers: Readonly<Record<string, string>>) => ApiCall;
const CHANGES: readonly (readonly [name: string, change: Change, done: number])[] = [
  ['PUT', (headers) => put(ID, world.settingsOf('seller-1'), headers), 200],
  ['PUT untested', (headers) => putUntested(ID, world.settingsOf('seller-1'), headers), 200],
  ['PATCH', (headers) => patch(ID, { displayName: 'New' }, headers), 200],
  ['PATCH of nothing', (headers) => patch(ID, {}, headers), 200],
  ['DELETE', (headers) => remove(ID, headers), 202],
  ['restore', (headers) => restore(ID, headers), 200],
];

async function savedVersion(): Promise<string> {
  const { body } = await world.api(put(ID, world.settingsOf('seller-0')));
  world.amazon.clearRequests();
  return body.connection.version ?? '';
}

/** What the store and Amazon have seen of a change that was refused. */
async function nothingHappened(call: ApiCall, status: number, code: string): Promise<void> {
  const before = [world.aws.secrets(), world.aws.events().length, world.aws.messages('tests').length];
  const answer = await world.api(call);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect([world.aws.secrets(), world.aws.events().length, world.aws.messages('tests').length]).toEqual(before);
  expect(world.amazon.requests()).toEqual([]);
}

describe.each(CHANGES)('%s', (_name, change, done) => {
  const matching: readonly (readonly [string, (version: string) => Record<string, string>])[] = [
    ['its version', (version) => ({ 'if-match': `"${version}"` })],
    ['its version under a name in capitals', (version) => ({ 'If-Match': `"${version}"` })],
    ['its version among others', (version) => ({ 'if-match': ` "${STRANGE}",W/"x" , "${version}" ` })],
    ['its version without quotation marks', (version) => ({ 'if-match': version })],
    ['*', () => ({ 'if-match': ' * ' })],
    ['nothing', () => ({})],
  ];
  it.each(matching)('is done when If-Match says %s', async (_what, headers) => {
    const version = await savedVersion();
    expect((await world.api(change(headers(version)))).status).toBe(done);
  });

  const other: readonly (readonly [string, (version: string) => Record<string, string>])[] = [
    ['another version', () => ({ 'if-match': `"${STRANGE}"` })],
    ['other versions', (version) => ({ 'if-match': `"${STRANGE}", "${version.toUpperCase()}"` })],
    ['its version as a weak tag', (version) => ({ 'if-match': `W/"${version}"` })],
    ['an empty tag', () => ({ 'if-match': '""' })],
    ['something bare', () => ({ 'if-match': 'latest' })],
  ];
  it.each(other)('is refused with 412 when If-Match says %s', async (_what, headers) => {
    const version = await savedVersion();
    await nothingHappened(change(headers(version)), 412, 'version_conflict');
  });

  it('is refused with 412 when If-None-Match says that there must be none', async () => {
    await savedVersion();
    await nothingHappened(change({ 'if-none-match': '*' }), 412, 'version_conflict');
  });

  it.each([
    ['change', ID, { 'if-match': `"${STRANGE}"` }],
    ['change', 'not-there', { 'if-match': '*' }],
    ['save', ID, { 'if-none-match': '*' }],
  ] as const)('is audited as what it was to be: %s', async (action, id, headers) => {
    await savedVersion();
    const { invocation } = await world.api(putUntested(id, world.settingsOf('seller-0'), headers));
    expect(invocation.audits).toMatchObject([{ action, outcome: 'version_conflict' }]);
  });

  const unreadable: readonly (readonly [string, Record<string, string>])[] = [
    ['if-match', { 'if-match': '"open' }],
    ['if-match', { 'if-match': '"a" "b"' }],
    ['if-match', { 'if-match': '"a", *' }],
    ['if-match', { 'if-match': '' }],
    ['if-none-match', { 'if-none-match': '"a"' }],
    ['if-none-match', { 'if-match': '*', 'if-none-match': '*' }],
  ];
  it.each(unreadable)('is refused with 400 when %s cannot be read: %j', async (parameter, headers) => {
    await savedVersion();
    const before = world.aws.secrets();
    const { status, body } = await world.api(change(headers));
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toEqual([{ parameter, detail: expect.any(String) }]);
    expect(world.aws.secrets()).toEqual(before);
  });
});

describe('where there is no connection', () => {
  it.each([
    ['PUT', { 'if-match': '*' }, 412],
    ['PUT', { 'if-match': `"${STRANGE}"` }, 412],
    ['PUT', { 'if-none-match': '*' }, 201],
    ['PUT', {}, 201],
    ['PUT untested', { 'if-match': '*' }, 412],
    ['PUT untested', { 'if-none-match': '*' }, 201],
    ['PATCH', {}, 404],
    ['PATCH', { 'if-match': `"${STRANGE}"` }, 404],
    ['DELETE', { 'if-match': '*' }, 404],
    ['DELETE', { 'if-match': `"${STRANGE}"` }, 404],
    ['restore', { 'if-match': `"${STRANGE}"` }, 404],
    ['restore', {}, 404],
  ] as const)('%s with %j: %i', async (name, headers, status) => {
    const change = CHANGES.find(([candidate]) => candidate === name)?.[1];
    const answer = await world.api(change?.(headers) ?? restore(ID));
    expect(answer.status).toBe(status);
    const code = { 404: 'connection_not_found', 412: 'version_conflict', 201: undefined }[status];
    expect(answer.body.code).toBe(code);
    if (status !== 201) expect(world.aws.secrets()).toEqual([]);
  });
});

describe('where the connection is pending deletion', () => {
  const changes = CHANGES.filter(([name]) => name !== 'restore');

  describe.each(changes)('%s', (_name, change) => {
    it.each([[{}], [{ 'if-match': '*' }], [{ 'if-match': `"${STRANGE}"` }], [{ 'if-none-match': '*' }]])(
      'is refused with 409 before any precondition is looked at: %j',
      async (headers) => {
        await savedVersion();
        await world.api(remove(ID));
        await nothingHappened(change(headers), 409, 'connection_pending_deletion');
      },
    );
  });

  it('restore looks at the version', async () => {
    const version = await savedVersion();
    await world.api(remove(ID));
    await nothingHappened(restore(ID, { 'if-match': `"${STRANGE}"` }), 412, 'version_conflict');
    expect((await world.api(restore(ID, { 'if-match': `"${version}"` }))).status).toBe(200);
  });
});
