import { describe, expect, test } from 'vitest';
import { mapAt } from '../../infra/template/values.ts';
import { complaintAbout } from './schedule-expression.ts';
import { deployment, functions, resourcesOf } from './stack.ts';

const schedules = functions.flatMap((fn) => fn.schedules.map((schedule) => ({ name: fn.name, ...schedule })));

function scheduleEvent(parameters = {}) {
  const { Events } = resourcesOf('AWS::Serverless::Function', deployment(parameters)).PlanTestsFunction ?? {};
  return mapAt(mapAt(mapAt(Events, 'Events').EveryQuarterHour, 'event').Properties, 'properties');
}

describe('the schedule', () => {
  test('starts plan-tests every 15 minutes by the clock', () => {
    expect(schedules.map(({ name, expression }) => [name, expression])).toEqual([
      ['plan-tests', 'cron(0/15 * * * ? *)'],
    ]);
    expect(scheduleEvent()).toMatchObject({ ScheduleExpressionTimezone: 'UTC', FlexibleTimeWindow: { Mode: 'OFF' } });
  });

  test('has an expression that Scheduler takes, which no other tool looks at', () => {
    for (const { expression, name } of schedules) expect(complaintAbout(String(expression)), name).toBeNull();
  });

  test('tells the planned time and the run’s id', () => {
    expect(schedules.map(({ input }) => JSON.parse(input))).toEqual([
      { scheduledTime: '<aws.scheduler.scheduled-time>', runId: '<aws.scheduler.execution-id>' },
    ]);
  });

  test('keeps a start that fails, and gives up before the next is due', () => {
    expect(scheduleEvent()).toMatchObject({
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 840 },
      DeadLetterConfig: { Arn: 'PlanDeadLetterQueue.Arn' },
      RoleArn: 'ScheduleRole.Arn',
    });
  });

  test('can be stopped by a parameter', () => {
    expect(scheduleEvent().State).toBe('ENABLED');
    expect(scheduleEvent({ ScheduleState: 'DISABLED' }).State).toBe('DISABLED');
  });

  test('has no fixed name, so that two installations fit into one account', () => {
    expect(scheduleEvent()).toMatchObject({ OmitName: true });
  });
});
