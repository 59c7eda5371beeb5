/** What a function answers or goes on after is no error to Lambda: bugs and AWS services that failed us are counted from the logs. */
import { expect, it } from 'vitest';
import { listAt, mapAt, textAt } from '../../infra/template/values.ts';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import type { Log } from '../../lib/telemetry/audit.ts';
import { jsonLog } from '../../lib/telemetry/json-log.ts';
import { reportError } from '../../lib/telemetry/report-error.ts';
import { printedLines } from '../telemetry/printed-lines.ts';
import { functions, resourcesOf } from '../template/stack.ts';
import { metricAlarms } from './alarms.ts';

const filters = Object.values(resourcesOf('AWS::Logs::MetricFilter'));

/** By how many of the filters. */
function countedBy(write: (log: Log) => void): number {
  const [line] = printedLines(() => write(jsonLog()('request')));
  if (!line) throw new Error('Nothing was written');
  return filters.filter(({ FilterPattern }) => {
    const [, field = '', value] = /^\{ \$\.(\w+) = "([^"]*)" \}$/.exec(textAt(FilterPattern, 'FilterPattern')) ?? [];
    return line[field] === value;
  }).length;
}

it('in every function', () => {
  const groups = functions.map(({ logicalId }) => logicalId.replace(/Function$/, 'LogGroup'));
  expect(filters.map(({ LogGroupName }) => LogGroupName)).toEqual(groups);
});

it.each<[string, (log: Log) => void]>([
  ['a bug', (log) => reportError(new TypeError('bug'), log)],
  ['a table that failed us', (log) => reportError(new AwsServiceError('dynamodb:PutItem', 'AccessDenied'), log)],
  ['a secret that cannot be read', (log) => log.unavailable({ reason: 'AccessDenied', action: 'secretsmanager:X' })],
])('by the line of %s', (_, write) => {
  expect(countedBy(write)).toBe(functions.length);
});

const connectionId = 'acme-eu';
const request = { caller: 'arn', connectionId, amazonRequestId: null };

it.each<[string, (log: Log) => void]>([
  [
    'a request that AWS kept from being done: that has a line of its own',
    (log) => log.audit({ ...request, action: 'token', grant: 'seller', outcome: 'storage_unavailable' }),
  ],
  [
    'a connection that fails',
    (log) =>
      log.failing({ connectionId, endpoint: 'eu', code: 'wrong_region', review: 'endpoint', remedy: '', since: '' }),
  ],
  ['a date that comes near', (log) => log.expiring({ connectionId, expiring: 'x', expiresOn: '', daysLeft: 1 })],
  ['a message that nobody can read', (log) => log.dropped({ messageId: 'message', reason: 'unreadable' })],
])('not by the line of %s', (_, write) => {
  expect(countedBy(write)).toBe(0);
});

it('as what the alarm adds to the errors', () => {
  const alarm = metricAlarms().find(({ logicalId }) => logicalId === 'FunctionErrorsAlarm');
  const watched = alarm?.metrics.find(({ id }) => id === 'errorLines');
  expect(alarm?.expressions.find(({ returned }) => returned)?.text).toContain('errorLines');
  const counted = filters.flatMap(({ MetricTransformations }) =>
    listAt(MetricTransformations, 'MetricTransformations').map((counting) => mapAt(counting, 'counting')),
  );
  const counting = { MetricNamespace: watched?.namespace, MetricName: watched?.name, MetricValue: '1', Unit: 'Count' };
  expect(counted).toEqual(functions.map(() => counting));
});
