import { describe, expect, test } from 'vitest';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import type { AuditEntry, Log } from '../../lib/telemetry/audit.ts';
import { jsonLog } from '../../lib/telemetry/json-log.ts';
import { reportError } from '../../lib/telemetry/report-error.ts';
import { printedLines } from './printed-lines.ts';

const AUDIT: AuditEntry = {
  caller: 'arn:aws:iam::123456789012:user/eve',
  connectionId: 'acme-eu',
  action: 'token',
  grant: null,
  outcome: 'ok',
  amazonRequestId: null,
};

const logOf = jsonLog();
const lines = (write: (log: Log) => void) => printedLines(() => write(logOf('r-1')));

test('an audit line has the fields that `docs/operate.md` lists, nulls too', () => {
  expect(lines((log) => log.audit(AUDIT))).toEqual([
    {
      level: 'INFO',
      message: 'audit',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: 'r-1',
      ...AUDIT,
    },
  ]);
});

test('nothing but known fields can be written', () => {
  const slip = { ...AUDIT, accessToken: 'Atza|IwEB', settings: { lwaClientSecret: 's' } };

  expect(lines((log) => log.audit(slip))).toEqual(
    lines((log) => log.audit(AUDIT)).map((line) => ({ ...line, timestamp: expect.any(String) })),
  );
});

test('what an AWS service did not do names the action and the reason', () => {
  const details = { action: 'sqs:SendMessage', reason: 'AccessDeniedException', connectionId: 'acme-eu' };

  expect(lines((log) => log.unavailable(details))).toMatchObject([{ level: 'ERROR', requestId: 'r-1', ...details }]);
});

test('a message that was dropped is named', () => {
  expect(lines((log) => log.dropped({ messageId: 'm-1', reason: 'unreadable' }))).toMatchObject([
    { level: 'WARN', messageId: 'm-1', reason: 'unreadable' },
  ]);
});

describe('a bug', () => {
  test('is told by its name and its place', () => {
    expect(lines((log) => log.broken(new TypeError('x is not a function')))).toMatchObject([
      {
        level: 'ERROR',
        message: 'broken',
        errorName: 'TypeError',
        errorLocation: expect.stringMatching(/^json-log\.test\.ts:\d+:\d+$/),
      },
    ]);
  });

  test.for([
    ['in its text', () => new Error('refused Atzr|IwEB')],
    ['on a line of its own', () => new Error('refused\nAtzr-IwEB:1:1\n    at IwEB:2:2')],
    ['in its cause', () => new Error('refused', { cause: { token: 'Atzr|IwEB' } })],
    ['in a text that was changed later', () => Object.assign(new Error('at IwEB:1:1'), { message: 'x' })],
    ['in a member', () => Object.assign(new Error('refused'), { token: 'IwEB', response: { body: 'IwEB' } })],
    ['in its name', () => Object.assign(new Error('refused'), { name: 'Error of Atzr|IwEB' })],
    [
      'in the name of its class, too long to be one',
      () => Object.assign(new Error('refused'), { name: 'IwEB'.repeat(100) }),
    ],
    ['thrown as it is', () => 'Atzr|IwEB'],
    ['in an object that is no error', () => ({ token: 'Atzr|IwEB' })],
  ] as readonly [string, () => unknown][])('repeats no text that it carries %s', ([, broken]) => {
    expect(JSON.stringify(lines((log) => log.broken(broken())))).not.toContain('IwEB');
  });

  test.for([null, undefined, 7, 'text', {}])('may be thrown as %j', (thrown) => {
    expect(lines((log) => log.broken(thrown))).toMatchObject([{ errorName: 'unknown', errorLocation: null }]);
  });
});

test('an AWS service that failed us is told apart from a bug', () => {
  const denied = new AwsServiceError('sqs:SendMessage', 'AccessDeniedException', { cause: new Error('no') });

  expect(lines((log) => reportError(denied, log))).toMatchObject([
    { message: 'aws service unavailable', reason: 'AccessDeniedException' },
  ]);
  expect(lines((log) => reportError(new Error('x'), log))).toMatchObject([{ message: 'broken' }]);
});

test('logs of two invocations do not mix', () => {
  const written = printedLines(() => {
    const [one, other] = [logOf('r-1'), logOf('r-2')];
    one.audit(AUDIT);
    other.audit({ ...AUDIT, connectionId: null });
    one.broken(new Error('x'));
  });

  expect(written.map(({ requestId, connectionId }) => [requestId, connectionId])).toEqual([
    ['r-1', 'acme-eu'],
    ['r-2', null],
    ['r-1', undefined],
  ]);
});
