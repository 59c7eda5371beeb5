import { describe, expect, it } from 'vitest';
import { textAt } from '../../infra/template/values.ts';
import { functions, resourcesOf } from '../template/stack.ts';
import { type MetricAlarm, metricAlarms, type WatchedMetric } from './alarms.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: '>=',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

/** What is judged and how, then what that is computed from. */
function linesOf({ logicalId, properties, metrics, expressions }: MetricAlarm): string[] {
  const { ComparisonOperator, Threshold, DatapointsToAlarm, EvaluationPeriods, TreatMissingData } = properties;
  const judged = [
    ...metrics.filter(({ id }) => id === null).map(told),
    ...expressions.filter(({ returned }) => returned).map(({ text }) => text),
  ];
  const sign = OPERATORS[textAt(ComparisonOperator, logicalId)];
  return [
    `${judged} ${sign} ${Threshold}, ${DatapointsToAlarm} of ${EvaluationPeriods}, missing ${TreatMissingData}`,
    ...expressions.filter(({ returned }) => !returned).map(({ id, text }) => `${id} = ${text}`),
    ...metrics.filter(({ id }) => id !== null).map((metric) => `${metric.id} = ${told(metric)}`),
  ];
}

/** As `Sum AWS/Lambda Errors{FunctionName: f}/300s`. */
function told({ stat, namespace, name, dimensions, periodSeconds }: WatchedMetric): string {
  const which = Object.entries(dimensions).map(([dimension, value]) => `${dimension}: ${value}`);
  return `${stat} ${namespace} ${name}{${which.join(', ')}}/${periodSeconds}s`;
}

/** A line for every function of the template, so that none is forgotten. */
function ofEachFunction(stat: string, metric: string): string[] {
  return functions.map(({ name, logicalId }) => {
    const id = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return `${id} = ${stat} AWS/Lambda ${metric}{FunctionName: ${logicalId}}/300s`;
  });
}

describe('the alarms', () => {
  it('are those that somebody on call needs, watching what they tell of, with the thresholds that were agreed', () => {
    const own = 'SellingPartnerConnections';
    const waiting = 'Maximum AWS/SQS ApproximateNumberOfMessagesVisible';
    expect(Object.fromEntries(metricAlarms().map((alarm) => [alarm.logicalId, linesOf(alarm)]))).toEqual({
      ConnectionsFailingAlarm: [`Maximum ${own} ConnectionsFailing{Stage: prod}/900s >= 1, 2 of 3, missing ignore`],
      AmazonDownAlarm: [
        '100 * SUM([FILL(inconclusive, 0), -1 * FILL(throttled, 0)]) / SUM([passed, failed, inconclusive]) >= 50, 2 of 3, missing notBreaching',
        `passed = Sum ${own} TestsRun{Stage: prod, Verdict: passed}/1800s`,
        `failed = Sum ${own} TestsRun{Stage: prod, Verdict: failed}/1800s`,
        `inconclusive = Sum ${own} TestsRun{Stage: prod, Verdict: inconclusive}/1800s`,
        `throttled = Sum ${own} TestsFailed{Stage: prod, Code: throttled}/1800s`,
      ],
      TestsNotRunningAlarm: [`Sum ${own} RunCompleted{Stage: prod}/900s < 1, 2 of 3, missing breaching`],
      ConnectionsUnknownAlarm: [`Minimum ${own} ConnectionsUnknown{Stage: prod}/1800s >= 1, 3 of 3, missing ignore`],
      TestQueueLateAlarm: [
        '(age - 840) / (60 * 30) > 1, 2 of 3, missing notBreaching',
        'age = Maximum AWS/SQS ApproximateAgeOfOldestMessage{QueueName: TestQueue.QueueName}/300s',
      ],
      TestDeadLettersAlarm: [
        `${waiting}{QueueName: TestDeadLetterQueue.QueueName}/300s >= 1, 1 of 1, missing notBreaching`,
      ],
      PlanDeadLettersAlarm: [
        `${waiting}{QueueName: PlanDeadLetterQueue.QueueName}/300s >= 1, 1 of 1, missing notBreaching`,
      ],
      NotificationDeadLettersAlarm: [
        `${waiting}{QueueName: NotificationDeadLetterQueue.QueueName}/300s >= 1, 1 of 1, missing notBreaching`,
      ],
      FunctionErrorsAlarm: [
        'SUM([errorLines, connections, connectionTests, accessTokens, operations, planTests, runTests]) >= 1, 2 of 4, missing notBreaching',
        `errorLines = Sum ${own}/prod ErrorLines{}/300s`,
        ...ofEachFunction('Sum', 'Errors'),
      ],
      FunctionTimeoutsAlarm: [
        'MIN([leftOfApi, leftOfPlan, leftOfRun]) <= 600, 2 of 4, missing notBreaching',
        'leftOfApi = 29000 - MAX([connections, connectionTests, accessTokens, operations])',
        'leftOfPlan = 120000 - planTests',
        'leftOfRun = 60000 - runTests',
        ...ofEachFunction('Maximum', 'Duration'),
      ],
      FunctionThrottlesAlarm: [
        'SUM([connections, connectionTests, accessTokens, operations, planTests, runTests]) >= 1, 2 of 4, missing notBreaching',
        ...ofEachFunction('Sum', 'Throttles'),
      ],
      LoginSlowAlarm: [
        `p99 ${own} TestLatencyMs{Stage: prod, Request: token-exchange}/1800s > 4000, 2 of 3, missing notBreaching`,
      ],
      ClientSecretExpiringAlarm: [
        `Minimum ${own} ClientSecretDaysLeft{Stage: prod}/3600s < 30, 2 of 3, missing notBreaching`,
      ],
      ClientSecretCriticalAlarm: [
        `Minimum ${own} ClientSecretDaysLeft{Stage: prod}/3600s < 7, 2 of 3, missing notBreaching`,
      ],
      AuthorizationExpiringAlarm: [
        `Minimum ${own} AuthorizationDaysLeft{Stage: prod}/3600s < 30, 2 of 3, missing notBreaching`,
      ],
      AuthorizationCriticalAlarm: [
        `Minimum ${own} AuthorizationDaysLeft{Stage: prod}/3600s < 7, 2 of 3, missing notBreaching`,
      ],
      SecretReadsFailingAlarm: [`Sum ${own} SecretReadErrors{Stage: prod}/900s >= 1, 2 of 3, missing notBreaching`],
    });
  });

  it('have nothing else that could keep them silent, but for the heartbeat while the schedule is off', () => {
    const others = metricAlarms().map(({ logicalId, properties }) => {
      const known =
        /^(Alarm(Description|Actions)|OKActions|Metrics|Namespace|MetricName|Dimensions|(Extended)?Statistic|Period|ComparisonOperator|Threshold|DatapointsToAlarm|EvaluationPeriods|TreatMissingData)$/;
      return [logicalId, Object.fromEntries(Object.entries(properties).filter(([name]) => !known.test(name)))] as const;
    });
    expect(Object.fromEntries(others.filter(([, other]) => Object.keys(other).length > 0))).toEqual({
      TestsNotRunningAlarm: { ActionsEnabled: true },
      LoginSlowAlarm: { EvaluateLowSampleCountPercentile: 'evaluate' },
    });
  });

  it('watch every queue of dead letters', () => {
    const watched = metricAlarms().flatMap(({ metrics }) => metrics.map(({ dimensions }) => dimensions.QueueName));
    const deadLetterQueues = Object.keys(resourcesOf('AWS::SQS::Queue')).filter((id) => /DeadLetter/.test(id));
    expect(watched).toEqual(expect.arrayContaining(deadLetterQueues.map((id) => `${id}.QueueName`)));
  });
});
