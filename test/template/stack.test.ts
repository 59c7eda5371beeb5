import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resolve } from '../../infra/template/resolve.ts';
import { parseTemplate, templatePath } from '../../infra/template/template.ts';
import { listAt, mapAt } from '../../infra/template/values.ts';
import { deployment, everyOption, resourcesOf, template } from './stack.ts';

describe('the template', () => {
  test('reads alike under YAML 1.1, as the tools of AWS read it, and 1.2', () => {
    const text = readFileSync(templatePath, 'utf8');
    expect(parseTemplate(text, '1.1').source).toEqual(template.source);
  });

  test.each([
    ['by default', {}],
    ['with every option', everyOption],
  ])('has no reference that leads nowhere %s', (_, options) => {
    const context = deployment(options);
    for (const [logicalId, resource] of Object.entries(template.resources)) {
      if (context.references?.[logicalId] === undefined) continue;
      expect(() => resolve(resource.properties, context), logicalId).not.toThrow();
    }
    expect(() => resolve(mapAt(template.source.Globals, 'Globals'), context)).not.toThrow();
    expect(() => resolve(mapAt(template.source.Outputs, 'Outputs'), context)).not.toThrow();
    expect(() => resolve(mapAt(template.source.Rules, 'Rules'), context)).not.toThrow();
    expect(() => resolve(template.conditions, context)).not.toThrow();
  });

  test('lets no resource wait for one that there is not', () => {
    for (const [logicalId, { source }] of Object.entries(template.resources)) {
      const { DependsOn } = source;
      const awaited = typeof DependsOn === 'string' ? [DependsOn] : listAt(DependsOn, `${logicalId}.DependsOn`);
      const unknown = awaited.filter((name) => template.resources[String(name)] === undefined);
      expect(unknown, logicalId).toEqual([]);
    }
  });

  test.each(['Parameters', 'Conditions'])('uses all of its %s', (section) => {
    const { [section]: declared, Metadata: _, ...rest } = template.source;
    const used = JSON.stringify([rest, section === 'Conditions' ? [] : template.conditions]);
    const idle = Object.keys(mapAt(declared, section)).filter((name) => !new RegExp(`["{]${name}["}]`).test(used));
    expect(idle).toEqual([]);
  });

  test('lets no stage but prod use the secrets of prod', () => {
    const rule = mapAt(mapAt(template.source.Rules, 'Rules').ConnectionsPrefixOfItsOwn, 'Rule');
    const [assertion] = listAt(rule.Assertions, 'Assertions');
    const staging = deployment({ Stage: 'staging' });
    const own = deployment({ Stage: 'staging', ConnectionsPrefix: '/staging/' });
    expect(resolve(rule.RuleCondition ?? null, deployment())).toBe(false);
    expect(resolve(rule.RuleCondition ?? null, staging)).toBe(true);
    expect(resolve(mapAt(assertion, 'Assertion').Assert ?? null, staging)).toBe(false);
    expect(resolve(mapAt(assertion, 'Assertion').Assert ?? null, own)).toBe(true);
  });

  test('makes everything always, but for what somebody may have already', () => {
    const conditional = Object.entries(template.resources).filter(([, { condition }]) => condition !== undefined);
    expect(Object.fromEntries(conditional.map(([logicalId, { condition }]) => [logicalId, condition]))).toEqual({
      EventBus: 'MakeEventBus',
      NotificationTopic: 'MakeNotificationTopic',
      NotificationTopicPolicy: 'MakeNotificationTopic',
      NotificationKey: 'MakeNotificationKey',
    });
  });

  test('names nothing but its event bus, so that two installations fit into one account', () => {
    const named = Object.entries(template.resources).filter(
      ([, { type, properties }]) =>
        // A filter names the log group that it reads.
        type !== 'AWS::Logs::MetricFilter' &&
        Object.keys(properties).some((key) => /^(Name|(Function|Table|Queue|LogGroup|Role|Topic)Name)$/.test(key)),
    );
    expect(named.map(([logicalId]) => logicalId)).toEqual(['EventBus']);
    expect(resourcesOf('AWS::Events::EventBus')).toEqual({ EventBus: { Name: 'stack' } });
  });

  test('keeps logs and results when the stack is deleted or a resource replaced', () => {
    const kept = Object.entries(template.resources).filter(([, { type }]) =>
      ['AWS::Logs::LogGroup', 'AWS::DynamoDB::Table'].includes(type),
    );
    for (const [logicalId, { source }] of kept) {
      expect(source, logicalId).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });

  test('keeps every log group 400 days, encrypted with the customer key if there is one', () => {
    const plain = Object.values(resourcesOf('AWS::Logs::LogGroup'));
    const encrypted = Object.values(resourcesOf('AWS::Logs::LogGroup', deployment(everyOption)));
    expect(plain).toEqual(plain.map(() => ({ RetentionInDays: 400 })));
    expect(encrypted).toEqual(plain.map(() => ({ RetentionInDays: 400, KmsKeyId: everyOption.KmsKeyArn })));
  });
});

describe('the table of test results', () => {
  test.each([
    ['encrypted with a key of AWS, and can be restored', {}, {}, true],
    [
      'encrypted with the customer key, and cannot be restored',
      everyOption,
      { KMSMasterKeyId: everyOption.KmsKeyArn },
      false,
    ],
  ])(
    'has the keys of the storage schema, is paid by use, forgets by expiresAt, is %s',
    (_, options, ownKey, restorable) => {
      expect(resourcesOf('AWS::DynamoDB::Table', deployment(options))).toEqual({
        TestResultsTable: {
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'connectionId', AttributeType: 'S' },
            { AttributeName: 'sort', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'connectionId', KeyType: 'HASH' },
            { AttributeName: 'sort', KeyType: 'RANGE' },
          ],
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: restorable },
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS', ...ownKey },
        },
      });
    },
  );
});
