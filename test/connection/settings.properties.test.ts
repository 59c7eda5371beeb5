import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../lib/connection/settings.ts';

describe('for any JSON at all', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 200 });
  const anyJson = fc.jsonValue({ stringUnit: 'binary' });
  const nearlySettings = fc.record(
    {
      endpoint: fc.oneof(fc.constantFrom('eu', 'UK'), anyJson),
      lwaClientId: fc.oneof(anyText, anyJson),
      lwaClientSecret: fc.oneof(anyText, anyJson),
      lwaRefreshToken: fc.oneof(anyText, anyJson),
      displayName: fc.oneof(anyText, anyJson),
      accountType: fc.oneof(fc.constantFrom('seller', 'vendor'), anyJson),
      labels: fc.oneof(fc.dictionary(anyText, fc.oneof(anyText, anyJson)), anyJson),
      expectFeeds: fc.oneof(fc.boolean(), anyJson),
      testing: fc.oneof(fc.constantFrom('on', 'paused'), anyJson),
      clientSecretCreatedOn: fc.oneof(fc.constant('2026-09-01'), anyJson),
      authorizedOn: anyJson,
      unknown: anyJson,
    },
    { requiredKeys: [] },
  );
  const input = fc.oneof(nearlySettings, anyJson).map((value) => JSON.parse(JSON.stringify(value)));

  test('reading never throws, and what was read holds to the limits', () => {
    fc.assert(
      fc.property(input, (value) => {
        const settings = parseSettings(value);
        if (!settings.ok) {
          expect(settings.failure).not.toEqual([]);
          return;
        }

        const { lwaClientId, lwaClientSecret, lwaRefreshToken, displayName, labels } = settings.value;
        for (const text of [lwaClientId, lwaClientSecret.reveal(), lwaRefreshToken.reveal()]) {
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_048);
          expect(text).not.toBe('');
          expect(text.trim()).toBe(text);
        }
        expect([...(displayName ?? '')].length).toBeLessThanOrEqual(128);
        expect(Object.keys(labels).length).toBe(Object.keys(value.labels ?? {}).length);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every complaint points at something that is there, or at a field that is missing', () => {
    const required = new Set(['/lwaClientId', '/lwaClientSecret', '/lwaRefreshToken']);
    fc.assert(
      fc.property(input, (value) => {
        const settings = parseSettings(value);
        for (const error of settings.ok ? [] : settings.failure) {
          const pointer = 'pointer' in error ? error.pointer : null;
          if (error.detail === 'is required') expect(required).toContain(pointer);
          else expect(isThere(value, pointer ?? 'no pointer')).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Follows a JSON pointer (RFC 6901). */
function isThere(document: unknown, pointer: string): boolean {
  let value = document;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
    value = Reflect.get(value, name);
  }
  return pointer === '' || pointer.startsWith('/');
}
