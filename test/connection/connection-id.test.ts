import { describe, expect, test } from 'vitest';
import { isConnectionId } from '../../lib/connection/connection-id.ts';

describe('a connection id', () => {
  test.for(['a', '0', 'acme-eu', 'a'.repeat(63), '0-', 'a--b'])('%s is one', (id) => {
    expect(isConnectionId(id)).toBe(true);
  });

  test.for([
    '',
    '-a',
    'A',
    'acme_eu',
    'acme.eu',
    'acme/eu',
    'a'.repeat(64),
    'a\n',
    ' a',
    'é',
    '__proto__',
    null,
    1,
    ['a'],
  ])('%j is none', (id) => {
    expect(isConnectionId(id)).toBe(false);
  });
});
