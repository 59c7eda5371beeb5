import * as undici from 'undici';
import { expect, test } from 'vitest';
import * as parts from '../../lib/amazon/undici-parts.ts';

test('the parts are those that the package gives out', () => {
  expect(parts.Agent).toBe(undici.Agent);
  expect(parts.Client).toBe(undici.Client);
  expect(parts.Pool).toBe(undici.Pool);
  expect(parts.errors).toBe(undici.errors);
});
