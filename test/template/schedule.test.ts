import { describe, expect, test } from 'vitest';
import { complaintAbout } from './schedule-expression.ts';
import { deployment, functions, resourcesOf } from './stack.ts';

const schedules = functions.flatMap((fn) => fn.schedules.map((schedule) => ({ name: fn.name, ...schedule })));

function eventsOf(parameters = {}) {
  return resourcesOf('AWS::Serverless::Function', deployment(parameters)).PlanTestsFunction?.Events;
}

describe('the schedule', () => {
  test('starts plan-tests, and nothing else', () => {
    expect(schedules.map(({ name }) => name)).toEqual(['plan-tests']);
  });

  test.each(['ENABLED', 'DISABLED'])('is this and nothing more, %s by a parameter', (ScheduleState) => {
    expect(eventsOf({ ScheduleState })).toEqual({
      EveryQuarterHour: {
        Type: 'ScheduleV2',
        Properties: {
          Description: 'Starts plan-tests',
          // No name: two installations fit into one account.
          OmitName: true,
          // Every 15 minutes by the clock.
          ScheduleExpression: 'cron(0/15 * * * ? *)',
          ScheduleExpressionTimezone: 'UTC',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Input: schedules[0]?.input,
          State: ScheduleState,
          // A start that fails is given up before the next is due, and kept.
          RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 840 },
          DeadLetterConfig: { Arn: 'PlanDeadLetterQueue.Arn' },
          RoleArn: 'ScheduleRole.Arn',
        },
      },
    });
  });

  test('has an expression that Scheduler takes, which no other tool looks at', () => {
    for (const { expression, name } of schedules) expect(complaintAbout(String(expression)), name).toBeNull();
  });

  test('tells the planned time and the run’s id', () => {
    expect(schedules.map(({ input }) => JSON.parse(input))).toEqual([
      { scheduledTime: '<aws.scheduler.scheduled-time>', runId: '<aws.scheduler.execution-id>' },
    ]);
  });
});
