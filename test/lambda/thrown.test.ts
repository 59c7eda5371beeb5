import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import { ScheduleEventError, thrown } from '../../lib/lambda/thrown.ts';

const whole = (error: unknown) =>
  [inspect(thrown(error), { depth: null, showHidden: true }), JSON.stringify(Object.entries(thrown(error)))].join();

test.for([
  ['in its text', new Error('refused Atzr|IwEB')],
  ['in its cause', new Error('refused', { cause: { token: 'Atzr|IwEB' } })],
  ['in a member', Object.assign(new Error('refused'), { token: 'IwEB' })],
  ['in its name', Object.assign(new Error('refused'), { name: 'Error of Atzr|IwEB' })],
  ['thrown as it is', 'Atzr|IwEB'],
  ['in an object that is no error', { token: 'Atzr|IwEB' }],
  [
    'in the cause of a service error',
    new AwsServiceError('sqs:SendMessage', 'Denied', { cause: { request: 'Atzr|IwEB' } }),
  ],
] as const)('Lambda is thrown no text that an error carries %s', ([, error]) => {
  expect(whole(error)).not.toContain('IwEB');
});

test.for([
  [new TypeError('x'), 'TypeError'],
  [new AwsServiceError('sqs:SendMessage', 'Denied'), 'AwsServiceError: sqs:SendMessage: Denied'],
  [new ScheduleEventError('/all must be a boolean'), 'ScheduleEventError: /all must be a boolean'],
  [undefined, 'unknown'],
] as const)('%s is thrown as %s', ([error, text]) => {
  expect(String(thrown(error))).toBe(text);
});
