import { expect, test } from 'vitest';
import { digestOf } from '../../lib/connection/digest.ts';
import { Secret } from '../../lib/secret.ts';

/** RFC 4231, test case 2. */
const HMAC = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex');

test('a digest is the first half of an HMAC-SHA256, in characters that JSON and URLs leave alone', () => {
  const digest = digestOf(new Secret('what do ya want for nothing?'), 'Jefe');
  expect(digest).toBe(HMAC.toString('base64url').slice(0, 22));
  expect(digest).toMatch(/^[\w-]{22}$/);
});

test('the same value has another digest in another installation', () => {
  const value = new Secret('value');
  expect(digestOf(value, '/stage/one/')).not.toBe(digestOf(value, '/stage/two/'));
});
