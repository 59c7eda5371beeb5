/**
 * A bug that a caller of the API is told of (500), and what a run of the schedule could not tell, are no errors for Lambda: they
 * are counted from the log.
 */
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

function isCounted(write: (log: Log) => void): boolean[] {
  const [line = {}] = printedLines(() => write(jsonLog()('request')));
  return filters.map(({ FilterPattern }) => {
    const [, field = '', value] = /^\{ \$\.(\w+) = "([^"]*)" \}$/.exec(textAt(FilterPattern, 'FilterPattern')) ?? [];
    return line[field] === value;
  });
}

it('in every function of the API, and in the one that plans', () => {
  const counted = functions.filter(({ routes, schedules }) => routes.length > 0 || schedules.length > 0);
  const groups = counted.map(({ logicalId }) => logicalId.replace(/Function$/, 'LogGroup'));
  expect(filters.map(({ LogGroupName }) => LogGroupName)).toEqual(groups);
});

it('by the line that is printed for it; of a run, an AWS service that failed it too', () => {
  expect(isCounted((log) => reportError(new TypeError('bug'), log))).toEqual([true, true, true, true, true]);
  const unavailable = new AwsServiceError('sqs:SendMessage', 'ThrottlingException');
  expect(isCounted((log) => reportError(unavailable, log))).toEqual([false, false, false, false, true]);
  const isFailing = (log: Log) => log.dropped({ messageId: 'message', reason: 'unreadable' });
  expect(isCounted(isFailing)).toEqual([false, false, false, false, false]);
});

it('as what the alarm adds to the errors', () => {
  const alarm = metricAlarms().find(({ logicalId }) => logicalId === 'FunctionErrorsAlarm');
  const watched = alarm?.metrics.find(({ id }) => id === 'broken');
  expect(alarm?.expressions.find(({ returned }) => returned)?.text).toContain('broken');
  const counted = filters.flatMap(({ MetricTransformations }) =>
    listAt(MetricTransformations, 'MetricTransformations').map((counting) => mapAt(counting, 'counting')),
  );
  expect(counted).toEqual(
    Array.from({ length: 5 }, () => ({
      MetricNamespace: watched?.namespace,
      MetricName: watched?.name,
      MetricValue: '1',
      Unit: 'Count',
    })),
  );
});
