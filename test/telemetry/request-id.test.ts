import { expect, test } from 'vitest';
import { Secret } from '../../lib/secret.ts';
import { requestIdOf } from '../../lib/telemetry/request-id.ts';

test.for([
  ['x-amzn-requestid', { 'x-amzn-requestid': 'a', 'x-amz-rid': 'b' }, 'a'],
  ['else x-amz-rid', { 'x-amz-rid': 'b' }, 'b'],
  ['x-amz-rid when the other is empty', { 'x-amzn-requestid': '', 'x-amz-rid': 'b' }, 'b'],
  ['nothing when both are empty', { 'x-amzn-requestid': '', 'x-amz-rid': '' }, null],
  ['nothing without them', { 'x-amz-apigw-id': 'c' }, null],
] as const)('the request id is %s', ([, headers, id]) => {
  expect(requestIdOf({ headers }, [])).toBe(id);
});

test('a request id of any length is kept short', () => {
  expect(requestIdOf({ headers: { 'x-amzn-requestid': 'a'.repeat(500) } }, [])).toHaveLength(128);
});

test.for([100, 110, 117, 127])('nothing of a secret is left that begins after %i characters', (before) => {
  const secret = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
  const headers = { 'x-amzn-requestid': 'x'.repeat(before) + secret };

  expect(requestIdOf({ headers }, [new Secret(secret)])).toMatch(/^x+[[a-z\]]*$/);
});
