import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { get, list, patch, put, putUntested } from './api-call.ts';
import { type RegistryWorld, startRegistryWorld } from './registry-world.ts';
import { wholeConnection } from './whole-connection.ts';

let world: RegistryWorld;
beforeAll(async () => {
  world = await startRegistryWorld();
});
afterAll(() => world.close());
afterEach(() => world.clear());

const KIB = 1_024;

/** Any code points but control characters; lone halves of a pair, too, which JSON can carry. Trimmed, as names are. */
const namesOfAnyScript = fc
  .string({ unit: 'binary', maxLength: 128 })
  .map((name) => name.replaceAll(/\p{Cc}/gu, '').trim());

/** The text of a body, filled up with white space between its members. */
function bodyOf(bytes: number): string {
  const text = JSON.stringify(world.settingsOf('seller-0'));
  return `{${' '.repeat(bytes - Buffer.byteLength(text))}${text.slice(1)}`;
}

describe('a body', () => {
  it('of 32 KiB is taken', async () => {
    expect((await world.api(put('acme', bodyOf(32 * KIB)))).status).toBe(201);
  });

  it('of one byte more is refused, whatever the route', async () => {
    const text = bodyOf(32 * KIB + 1);
    for (const call of [put('acme', text), putUntested('acme', text), patch('acme', text)]) {
      const { status, body } = await world.api(call);
      expect([status, body.code]).toEqual([413, 'payload_too_large']);
    }
    expect(world.called()).toEqual([]);
  });

  it('is measured in bytes, not in characters', async () => {
    const settings = world.settingsOf('seller-0', { displayName: '\u{1f600}' });
    const text = JSON.stringify(settings);
    const filled = `{${' '.repeat(32 * KIB - Buffer.byteLength(text))}${text.slice(1)}`;
    expect(Buffer.byteLength(filled)).toBe(32 * KIB);
    expect((await world.api(put('acme', filled))).status).toBe(201);
    expect((await world.api(put('acme', ` ${filled}`))).status).toBe(413);
  });
});

describe('values at their limits', () => {
  const labels = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`${index}${'\u{1f511}'.repeat(31)}`, '\u{10ffff}'.repeat(64)]),
  );
  const longest = {
    endpoint: 'fe-sandbox',
    lwaClientId: 'ü'.repeat(1_024),
    lwaClientSecret: '\u{1f511}'.repeat(512),
    lwaRefreshToken: '\\"\u0001'.repeat(682),
    displayName: '\u{1f511}'.repeat(128),
    accountType: 'vendor',
    labels,
    expectFeeds: false,
    testing: 'paused',
    clientSecretCreatedOn: '2024-02-29',
    authorizedOn: '2026-02-28',
  };

  it('are kept to the letter', async () => {
    const { status, body } = await world.api(putUntested('z'.repeat(63), longest));
    expect(status).toBe(201);
    expect(world.valueOf('z'.repeat(63))).toMatchObject(longest);
    const { lwaClientSecret, lwaRefreshToken, ...shown } = longest;
    expect(body.connection).toMatchObject(shown);
    expect((await world.api(get('z'.repeat(63)))).body).toEqual(body.connection);
    expect((await world.api(list())).body.connections).toEqual([body.connection]);
    expect(JSON.stringify(body)).not.toContain(lwaClientSecret);
    expect(JSON.stringify(body)).not.toContain(lwaRefreshToken.slice(0, 12));
  });

  it.each([
    [{ lwaClientId: `${'ü'.repeat(1_024)}x` }, '/lwaClientId'],
    [{ lwaClientSecret: 'x'.repeat(2_049) }, '/lwaClientSecret'],
    [{ displayName: '\u{1f511}'.repeat(129) }, '/displayName'],
    [{ displayName: 'a\u0000b' }, '/displayName'],
    [{ labels: { ...labels, eleven: 'x' } }, '/labels'],
    [{ labels: { ['k'.repeat(33)]: 'x' } }, `/labels/${'k'.repeat(33)}`],
    [{ labels: { '': 'x' } }, '/labels/'],
    [{ labels: { k: 'v'.repeat(65) } }, '/labels/k'],
    [{ labels: { k: 'a\u0085b' } }, '/labels/k'],
  ])('one more is refused: %#', async (beyond, pointer) => {
    const { status, body } = await world.api(putUntested('acme', { ...longest, ...beyond }));
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(world.aws.secrets()).toEqual([]);
  });

  it('names of any script come back as they were given', async () => {
    await fc.assert(
      fc.asyncProperty(namesOfAnyScript, async (displayName) => {
        const { status, body } = await world.api(
          putUntested('acme', {
            ...world.settingsOf('seller-0'),
            displayName,
            labels: { name: displayName.slice(0, 20) },
          }),
        );
        expect([200, 201]).toContain(status);
        expect(body.connection.displayName).toBe(displayName);
        expect((await world.api(get('acme'))).body).toEqual(body.connection);
        expect((await world.api(list())).body.connections).toEqual([body.connection]);
        wholeConnection(world, 'acme');
      }),
      { numRuns: 40 },
    );
  });
});
