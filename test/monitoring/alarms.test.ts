import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parameterDefaults } from '../../infra/template/template.ts';
import { textAt } from '../../infra/template/values.ts';
import { CONFIRM_DELAY_SECONDS } from '../../lib/watch/connection-state.ts';
import { dueTimeOf, TEST_INTERVALS_MINUTES } from '../../lib/watch/schedule.ts';
import { deployment, everyOption, functions, resourcesOf, template } from '../template/stack.ts';
import { childrenOf, metricAlarms } from './alarms.ts';
import { parseExpression } from './metric-math.ts';
import { STATISTIC } from './statistic.ts';

const alarms = metricAlarms();
const composites = Object.entries(resourcesOf('AWS::CloudWatch::CompositeAlarm'));
const all = [...alarms.map(({ logicalId, properties }) => [logicalId, properties] as const), ...composites];

function alarm(logicalId: string, parameters = {}) {
  const found = metricAlarms(deployment(parameters)).find((candidate) => candidate.logicalId === logicalId);
  if (!found) throw new Error(`There is no ${logicalId}`);
  return found;
}

/** They end too when nothing is planned any more, and then there is no good news to tell. */
function isOfDaysLeft(logicalId: string): boolean {
  return /^(?:ClientSecret|Authorization)(?:Expiring|Critical)Alarm$/.test(logicalId);
}

describe('the alarms', () => {
  it.each(all)(
    '%s says what it means, what to check first, and where to read on',
    (logicalId, { AlarmDescription }) => {
      const [, meaning, check, runbook] =
        /^(.+\.) First check: (.+\.) Runbook: (\S+)$/.exec(textAt(AlarmDescription, logicalId)) ?? [];
      expect(meaning?.length, String(AlarmDescription)).toBeGreaterThan(30);
      expect(check?.length).toBeGreaterThan(10);
      expect(String(AlarmDescription).length).toBeLessThanOrEqual(1_024);
      expect(runbook).toBe(`docs/runbooks/alarms/${runbookOf(logicalId)}.md`);
    },
  );

  it('point to the runbooks wherever these can be read', () => {
    const elsewhere = metricAlarms(deployment({ RunbookBaseUrl: 'https://docs.example/runbooks/' }));
    for (const { logicalId, properties } of elsewhere) {
      expect(properties.AlarmDescription).toContain(`https://docs.example/runbooks/alarms/${runbookOf(logicalId)}.md`);
    }
  });

  it.each(alarms)('$logicalId tells the notification topic, also when it is over', ({ logicalId, properties }) => {
    const whenOver = isOfDaysLeft(logicalId) ? undefined : ['NotificationTopic'];
    expect([properties.AlarmActions, properties.OKActions]).toEqual([['NotificationTopic'], whenOver]);
  });

  it('tell a topic of the user instead, if there is one', () => {
    const own = [everyOption.NotificationTopicArn];
    for (const { logicalId, properties } of metricAlarms(deployment(everyOption))) {
      const whenOver = isOfDaysLeft(logicalId) ? undefined : own;
      expect([properties.AlarmActions, properties.OKActions]).toEqual([own, whenOver]);
    }
  });

  it.each(TEST_INTERVALS_MINUTES)(
    'look at periods that CloudWatch takes, when tests run every %i minutes',
    (interval) => {
      for (const { logicalId, metrics, properties } of metricAlarms(deployment({ TestIntervalMinutes: interval }))) {
        const periods = new Set(metrics.map(({ periodSeconds }) => periodSeconds));
        expect(periods.size, logicalId).toBe(1);
        const [period = 0] = periods;
        const days = period >= 3_600 ? 7 : 1;
        expect(period % 60, logicalId).toBe(0);
        expect(period * Number(properties.EvaluationPeriods), logicalId).toBeLessThanOrEqual(days * 86_400);
      }
    },
  );

  it.each(alarms)('$logicalId looks at a statistic that CloudWatch has', ({ metrics }) => {
    expect(metrics.length).toBeGreaterThan(0);
    for (const { stat } of metrics) expect(stat).toMatch(STATISTIC);
  });

  it.each(alarms.filter(({ expressions }) => expressions.length > 0))(
    '$logicalId computes what it judges from its own metrics',
    ({ metrics, expressions }) => {
      expect(metrics.length).toBeLessThanOrEqual(10);
      expect(expressions.filter(({ returned }) => returned)).toHaveLength(1);
      const ids = [...metrics.map(({ id }) => id), ...expressions.map(({ id }) => id)];
      expect(new Set(ids).size).toBe(ids.length);
      const parsed = expressions.map(({ text }) => parseExpression(text));
      // CloudWatch lets no alarm search.
      expect(parsed.flatMap(({ functions: called }) => called)).not.toContain('SEARCH');
      const used = parsed.flatMap((expression) => expression.ids);
      const unused = ids.filter((id) => !expressions.some(({ returned, ...own }) => returned && own.id === id));
      expect([...new Set(used)].sort()).toEqual(unused.sort());
    },
  );
});

/** `TestsNotRunningAlarm` → `tests-not-running`. */
function runbookOf(logicalId: string): string {
  return logicalId
    .replace(/Alarm$/, '')
    .replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
}

describe('a share of the fleet, and a state of unknown', () => {
  it.each(TEST_INTERVALS_MINUTES)(
    'are judged over a time in which each connection is tested, when that is every %i minutes',
    (interval) => {
      for (const logicalId of ['AmazonDownAlarm', 'LoginSlowAlarm', 'ConnectionsUnknownAlarm']) {
        const { metrics, properties } = alarm(logicalId, { TestIntervalMinutes: interval });
        const lookedAtSeconds = (metrics[0]?.periodSeconds ?? 0) * Number(properties.EvaluationPeriods);
        expect(lookedAtSeconds, logicalId).toBeGreaterThanOrEqual(interval * 60 * 1.5);
        expect(metrics[0]?.periodSeconds, logicalId).toBeGreaterThanOrEqual(900);
      }
    },
  );
});

it.each(['amazon-down', 'login-slow', 'connections-unknown'])(
  'the runbook %s tells how long that is at least, whatever the interval',
  (runbook) => {
    const text = readFileSync(join(import.meta.dirname, `../../docs/runbooks/alarms/${runbook}.md`), 'utf8');
    const shortest = alarm('ConnectionsUnknownAlarm', { TestIntervalMinutes: 15 }).metrics[0]?.periodSeconds;
    expect(shortest).toBe(900);
    const [, intro = ''] = text.split('\n\n');
    expect(intro.replaceAll('\n', ' ')).toMatch(/quarters? of an hour at least/);
  },
);

describe('the heartbeat', () => {
  it('is looked for as often as plan-tests runs', () => {
    expect(alarm('TestsNotRunningAlarm').metrics.map(({ periodSeconds }) => periodSeconds)).toEqual([900]);
    const [schedule] = functions.flatMap(({ schedules }) => schedules);
    expect(schedule?.expression).toBe('cron(0/15 * * * ? *)');
  });

  it('tells nobody while the schedule is switched off', () => {
    expect(alarm('TestsNotRunningAlarm').properties.ActionsEnabled).toBe(true);
    expect(alarm('TestsNotRunningAlarm', { ScheduleState: 'DISABLED' }).properties.ActionsEnabled).toBe(false);
  });
});

describe('the queue', () => {
  it.each([
    [15, 450],
    [60, 1_800],
    [1440, 43_200],
  ])('is late half an interval of %i minutes after the longest delay', (interval, halfSeconds) => {
    const [expression] = alarm('TestQueueLateAlarm', { TestIntervalMinutes: interval }).expressions;
    const [, delay, minutes, seconds] = /^\(age - (\d+)\) \/ \((\d+) \* (\d+)\)$/.exec(expression?.text ?? '') ?? [];
    expect(Number(minutes) * Number(seconds)).toBe(halfSeconds);
    expect(Number(delay)).toBe(longestDelay());
    expect(Number(delay)).toBeGreaterThanOrEqual(CONFIRM_DELAY_SECONDS);
  });
});

/** The largest of very many: each delay between 0 and it occurs alike. */
function longestDelay(): number {
  const delays = Array.from({ length: 20_000 }, (_, index) => dueTimeOf(`connection-${index}`, 15).delaySeconds);
  return Math.max(...delays);
}

describe('the functions', () => {
  it('are measured against the time-outs that they have', () => {
    const { metrics, expressions } = alarm('FunctionTimeoutsAlarm');
    for (const { logicalId, timeoutSeconds } of functions) {
      const id = metrics.find(({ dimensions }) => dimensions.FunctionName === logicalId)?.id ?? '';
      const left = expressions.find(({ text }) => parseExpression(text).ids.includes(id));
      expect(left?.text, logicalId).toMatch(new RegExp(`^${timeoutSeconds * 1_000} - `));
    }
  });
});

describe('the alarm that wakes a person', () => {
  const children = (parameters = {}) =>
    childrenOf(resourcesOf('AWS::CloudWatch::CompositeAlarm', deployment(parameters)).ServiceUnhealthyAlarm ?? {});

  it('is one, and made of alarms that there are', () => {
    expect(composites.map(([logicalId]) => logicalId)).toEqual(['ServiceUnhealthyAlarm']);
    const known = alarms.map(({ logicalId }) => logicalId);
    expect(children().filter((child) => !known.includes(child))).toEqual([]);
  });

  it('is about the service: no single account, and nothing that has days of time, wakes anybody', () => {
    expect(children()).toEqual([
      'TestsNotRunningAlarm',
      'AmazonDownAlarm',
      'TestQueueLateAlarm',
      'FunctionErrorsAlarm',
      'FunctionTimeoutsAlarm',
      'FunctionThrottlesAlarm',
      'SecretReadsFailingAlarm',
    ]);
  });

  it('ends by itself: nothing that lies in a queue until somebody takes it away keeps it red, and silent', () => {
    const kept = alarms.filter(({ metrics }) =>
      metrics.some(({ dimensions }) => /Dead/.test(dimensions.QueueName ?? '')),
    );
    expect(kept).toHaveLength(3);
    expect(children().filter((child) => kept.some(({ logicalId }) => logicalId === child))).toEqual([]);
  });

  it('does not count a schedule that was switched off', () => {
    expect(children({ ScheduleState: 'DISABLED' })).not.toContain('TestsNotRunningAlarm');
  });

  it.each([
    ['the notification topic', {}, 'NotificationTopic'],
    [
      'the notification topic of the user',
      { NotificationTopicArn: everyOption.NotificationTopicArn ?? '' },
      everyOption.NotificationTopicArn,
    ],
    ['the paging topic', everyOption, everyOption.PagingTopicArn],
  ])('tells %s', (_, parameters, topic) => {
    const composite = resourcesOf('AWS::CloudWatch::CompositeAlarm', deployment(parameters)).ServiceUnhealthyAlarm;
    expect(composite).toEqual({
      AlarmDescription: expect.any(String),
      AlarmRule: expect.any(String),
      AlarmActions: [topic],
      OKActions: [topic],
    });
  });
});

it('every threshold that is a matter of taste is a parameter', () => {
  const defaults = parameterDefaults(template);
  const taste = {
    FailingConnectionsThreshold: 'ConnectionsFailingAlarm',
    UnknownConnectionsThreshold: 'ConnectionsUnknownAlarm',
    InconclusiveSharePercent: 'AmazonDownAlarm',
    LoginLatencyThresholdMs: 'LoginSlowAlarm',
    FunctionErrorsThreshold: 'FunctionErrorsAlarm',
    ExpiryNoticeDays: 'ClientSecretExpiringAlarm',
    ExpiryCriticalDays: 'AuthorizationCriticalAlarm',
  };
  for (const [parameter, logicalId] of Object.entries(taste)) {
    const other = Number(defaults[parameter]) + 1;
    expect(alarm(logicalId, { [parameter]: other }).properties.Threshold, parameter).toBe(other);
  }
});
