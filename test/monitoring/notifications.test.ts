import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolve } from '../../infra/template/resolve.ts';
import { parseTemplate } from '../../infra/template/template.ts';
import { listAt, mapAt, textAt } from '../../infra/template/values.ts';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { diagnose } from '../../lib/connection-test/diagnosis.ts';
import { DIAGNOSIS_CODES, type DiagnosisCode } from '../../lib/connection-test/diagnosis-code.ts';
import { METRIC_NAMESPACE, METRICS } from '../../lib/telemetry/metric-catalogue.ts';
import type { ConnectionState, StateChange } from '../../lib/watch/connection-state.ts';
import {
  CONNECTION_STATE_CHANGED,
  connectionStateChanged,
  FLEET_STATE_CHANGED,
  fleetStateChanged,
} from '../../lib/watch/events.ts';
import { complaintsAbout } from '../template/aws-spec.ts';
import { deployment, everyOption, resourcesOf } from '../template/stack.ts';
import { aTest } from '../watch/fixtures.ts';
import { type NotifiedEvent, notificationsOf } from './event-rules.ts';

const SINCE = '2026-11-23T10:00:00.000Z';

function stateEvent(from: ConnectionState | null, to: ConnectionState, code?: DiagnosisCode): NotifiedEvent {
  const endpoint = endpointOf('eu');
  const diagnosis =
    code === undefined
      ? null
      : diagnose(code, { endpoint, at: 'get-feeds', lastPassedAt: SINCE, evidence: [], accepting: endpointOf('na') });
  const cause = aTest(to === 'passed' ? 'passed' : 'failed', 0, { endpoint: 'eu', diagnosis });
  const change: StateChange = { from, to, since: SINCE };
  return {
    detailType: CONNECTION_STATE_CHANGED,
    detail: connectionStateChanged('acme-eu', 'eu', change, null, cause),
  };
}

function fleetEvent(scope: { endpoint: 'eu' } | { lwaClientId: string }, to: 'normal' | 'failing'): NotifiedEvent {
  const from = to === 'failing' ? 'normal' : 'failing';
  const count = { tested: 20, affected: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'] };
  return { detailType: FLEET_STATE_CHANGED, detail: fleetStateChanged(scope, { from, to, since: SINCE }, count, null) };
}

describe('who is on call is told of', () => {
  it('a connection that fails: which one, since when, why, and what to do', () => {
    expect(notificationsOf(stateEvent('passed', 'failed', 'refresh_token_rejected'))).toEqual({
      FailingConnectionRule: [
        'The connection acme-eu (eu) fails since 2026-11-23T10:00:00.000Z.',
        'Cause: Login with Amazon refuses the refresh token: it is mistyped, revoked or expired. The last test that passed was at 2026-11-23T10:00:00.000Z.',
        'Remedy: Paste the refresh token once more, whole. If it is refused again, authorize the application for the account anew and use the new token.',
        'Runbook: docs/runbooks/diagnoses/refresh_token_rejected.md',
      ],
    });
  });

  it.each([
    ['its first test', null],
    ['a reminder', 'failed'],
    ['a time of not knowing', 'unknown'],
  ] as const)('a failing connection, after %s', (_, from) => {
    expect(Object.keys(notificationsOf(stateEvent(from, 'failed', 'client_rejected')))).toEqual([
      'FailingConnectionRule',
    ]);
  });

  it('a connection that works again', () => {
    expect(notificationsOf(stateEvent('failed', 'passed'))).toEqual({
      RecoveredConnectionRule: ['The connection acme-eu (eu) works again since 2026-11-23T10:00:00.000Z.'],
    });
  });

  it('an endpoint that fails as a whole, and of its end', () => {
    const [began] = notificationsOf(fleetEvent({ endpoint: 'eu' }, 'failing')).EndpointRule ?? [];
    const [ended] = notificationsOf(fleetEvent({ endpoint: 'eu' }, 'normal')).EndpointRule ?? [];
    expect(began).toBe(
      'The endpoint eu as a whole is failing since 2026-11-23T10:00:00.000Z (before: normal): 12 of 20 connections tested lately were affected.',
    );
    expect(ended).toMatch(/^The endpoint eu as a whole is normal since .* \(before: failing\)/);
  });

  it('an application that fails as a whole, and of its end', () => {
    for (const to of ['failing', 'normal'] as const) {
      const told = notificationsOf(fleetEvent({ lwaClientId: 'amzn1.application-oa2-client.00' }, to));
      expect(Object.keys(told)).toEqual(['ClientRule']);
      expect(told.ClientRule?.[0]).toMatch(/^The application with the client id amzn1\.application-oa2-client\.00 as/);
    }
  });

  it.each([
    ['a first test that passes', null, 'passed'],
    ['a state that has become unknown', 'passed', 'unknown'],
    ['a state that was unknown', 'unknown', 'passed'],
  ] as const)('nothing at %s', (_, from, to) => {
    expect(notificationsOf(stateEvent(from, to))).toEqual({});
  });
});

it.each(DIAGNOSIS_CODES)('cause and remedy of %s can stand in a notification', (code) => {
  const lines = notificationsOf(stateEvent('passed', 'failed', code)).FailingConnectionRule ?? [];
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).not.toMatch(/[<>]|: *$/);
});

it('the notifications point to the runbooks wherever these can be read', () => {
  const context = deployment({ RunbookBaseUrl: 'https://docs.example/runbooks/' });
  const lines = notificationsOf(stateEvent('passed', 'failed', 'wrong_region'), context).FailingConnectionRule;
  expect(lines).toContain('Runbook: https://docs.example/runbooks/diagnoses/wrong_region.md');
});

describe('the topic', () => {
  it.each([
    ['made by the stack', {}, 'EventBus.Name', 'NotificationTopic'],
    ['of the user', everyOption, everyOption.EventBusName, everyOption.NotificationTopicArn],
  ])(
    'and the bus %s: every rule listens there, sends for an hour, and keeps what did not get through',
    (_, parameters, bus, topic) => {
      const rule = {
        Description: expect.stringMatching(/^Tells /),
        EventBusName: bus,
        // What these two do is tried with events above.
        EventPattern: expect.anything(),
        Targets: [
          {
            Id: 'notify',
            Arn: topic,
            InputTransformer: expect.anything(),
            RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 },
            DeadLetterConfig: { Arn: 'NotificationDeadLetterQueue.Arn' },
          },
        ],
      };
      expect(resourcesOf('AWS::Events::Rule', deployment(parameters))).toEqual({
        FailingConnectionRule: rule,
        RecoveredConnectionRule: rule,
        EndpointRule: rule,
        ClientRule: rule,
      });
    },
  );

  it('is not made when there is one', () => {
    expect(resourcesOf('AWS::SNS::Topic', deployment(everyOption))).toEqual({});
  });

  it('takes messages from the alarms of this account, from rules without a condition, and from nobody without TLS', () => {
    expect(resourcesOf('AWS::SNS::TopicPolicy').NotificationTopicPolicy).toEqual({
      Topics: ['NotificationTopic'],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Alarms',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: 'NotificationTopic',
            Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
          },
          {
            Sid: 'Events',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: 'NotificationTopic',
          },
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: 'NotificationTopic',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  it('is encrypted with a key that lets alarms and rules in: its own, or the one of the user', () => {
    expect(resourcesOf('AWS::SNS::Topic').NotificationTopic).toEqual({ KmsMasterKeyId: 'NotificationKey' });
    expect(resourcesOf('AWS::KMS::Key').NotificationKey).toEqual({
      Description: 'Encrypts the notifications of Selling Partner Connections',
      EnableKeyRotation: true,
      PendingWindowInDays: 7,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Account',
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::123456789012:root' },
            Action: 'kms:*',
            Resource: '*',
          },
          {
            Sid: 'AlarmsAndEvents',
            Effect: 'Allow',
            Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
          },
        ],
      },
    });
    const withKey = deployment({ KmsKeyArn: everyOption.KmsKeyArn ?? '' });
    expect(resourcesOf('AWS::SNS::Topic', withKey).NotificationTopic).toEqual({
      KmsMasterKeyId: everyOption.KmsKeyArn,
    });
    expect(resourcesOf('AWS::KMS::Key', withKey)).toEqual({});
  });
});

describe('docs/notifications.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/notifications.md'), 'utf8');
  const snippets = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, snippet = '']) => snippet);

  it.each(snippets.map((snippet, index) => [index + 1, snippet] as const))(
    'snippet %i is a template whose references lead somewhere',
    (_, snippet) => {
      const { parameters, resources } = parseTemplate(snippet);
      const known = new Set([...Object.keys(parameters), ...Object.keys(resources)]);
      const source = JSON.stringify(Object.values(resources).map((resource) => resource.source));
      const referred = [
        ...[...source.matchAll(/"Ref":"([^"]+)"/g)].map(([, name = '']) => name),
        ...[...source.matchAll(/"Fn::GetAtt":\["([^"]+)"/g)].map(([, name = '']) => name),
        ...[...source.matchAll(/\$\{([A-Za-z0-9]+)(?:\.\w+)?\}/g)].map(([, name = '']) => name),
      ];
      expect(referred.filter((name) => !name.startsWith('AWS::') && !known.has(name))).toEqual([]);
    },
  );

  it('lets the services into a topic of one’s own as the stack’s own topic does', () => {
    const [shown = ''] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    const { PolicyDocument } = resourcesOf('AWS::SNS::TopicPolicy').NotificationTopicPolicy ?? {};
    const own = listAt(mapAt(PolicyDocument, 'PolicyDocument').Statement, 'Statement').slice(0, 2);
    const topic = 'arn:aws:sns:eu-west-1:123456789012:oncall';
    expect(JSON.parse(shown)).toEqual(own.map((statement) => ({ ...mapAt(statement, 'own'), Resource: topic })));
  });

  it('has bodies that are JSON once their variables are filled in', () => {
    const bodies = snippets
      .flatMap((snippet) => Object.values(parseTemplate(snippet).resources))
      .flatMap(({ properties }) => listAt(properties.Targets, 'Targets'))
      .map((target) => mapAt(mapAt(target, 'target').InputTransformer, 'InputTransformer'));
    expect(bodies).toHaveLength(4);
    for (const { InputPathsMap, InputTemplate } of bodies) {
      const variables = Object.keys(mapAt(InputPathsMap, 'InputPathsMap'));
      const template = textAt(InputTemplate, 'InputTemplate');
      const used = [...template.matchAll(/<(\w+)>/g)].map(([, name]) => name);
      expect([...new Set(used)].sort()).toEqual(variables.sort());
      // A variable that stands alone is put in as a text in quotes.
      const filled = template.replace(/": <\w+>/g, '": "value"').replace(/<\w+>/g, 'value');
      expect(() => JSON.parse(filled), filled).not.toThrow();
    }
  });

  it('has an alarm over the series of each connection, which CloudWatch takes and can look back for', () => {
    const alarms = snippets
      .flatMap((snippet) => Object.values(parseTemplate(snippet).resources))
      .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
      .map(({ properties }) => resolve(properties, { parameters: { Stage: 'prod', Topic: 'topic' } }));
    expect(alarms).toHaveLength(1);
    for (const alarm of alarms) {
      const properties = mapAt(alarm, 'alarm');
      expect(complaintsAbout('AWS::CloudWatch::Alarm', properties)).toEqual([]);
      const [query, ...others] = listAt(properties.Metrics, 'Metrics').map((metric) => mapAt(metric, 'metric'));
      expect(others).toEqual([]);
      const { dimension } = METRICS.ConnectionFailing;
      expect(query?.Expression).toBe(
        `SELECT MAX(ConnectionFailing) FROM SCHEMA("${METRIC_NAMESPACE}", ${dimension}, Stage) WHERE Stage = 'prod' GROUP BY ${dimension}`,
      );
      expect(Number(query?.Period) * Number(properties.EvaluationPeriods)).toBeLessThanOrEqual(3 * 3_600);
    }
  });

  it('has rules whose pattern takes our events', () => {
    const rules = snippets.flatMap((snippet) => Object.values(parseTemplate(snippet).resources));
    const sources = rules
      .filter(({ type }) => type === 'AWS::Events::Rule')
      .map(({ properties }) => properties.EventPattern);
    expect(sources.length).toBeGreaterThan(0);
    for (const pattern of sources) expect(pattern).toMatchObject({ source: ['selling-partner-connections'] });
  });
});
