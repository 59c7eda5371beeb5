import { expect, test } from 'vitest';
import { requestIdOf } from '../../lib/amazon/exchange.ts';
import { answer } from './answers.ts';

test.for([
  ['x-amzn-requestid', { 'x-amzn-requestid': 'a', 'x-amz-rid': 'b' }, 'a'],
  ['else x-amz-rid', { 'x-amz-rid': 'b' }, 'b'],
  ['x-amz-rid when the other is empty', { 'x-amzn-requestid': '', 'x-amz-rid': 'b' }, 'b'],
  ['nothing when both are empty', { 'x-amzn-requestid': '', 'x-amz-rid': '' }, null],
  ['nothing without them', { 'x-amz-apigw-id': 'c' }, null],
] as const)('the request id is %s', ([, headers, id]) => {
  expect(requestIdOf(answer(403, '', headers))).toBe(id);
});

test('a request id of any length is kept short', () => {
  expect(requestIdOf(answer(200, '', { 'x-amzn-requestid': 'a'.repeat(500) }))).toHaveLength(128);
});
