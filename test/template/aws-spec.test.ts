import { describe, expect, test } from 'vitest';
import { attributesOf, complaintsAbout, dimensionSetsOf } from './aws-spec.ts';
import { deployment, everyOption, resourcesOf, template, usedAttributes } from './stack.ts';

/** What SAM makes of its own types is judged after its transformation. */
const types = [...new Set(Object.values(template.resources).map(({ type }) => type))];
const ownTypes = types.filter((type) => !type.startsWith('AWS::Serverless::'));

describe('every resource', () => {
  test.each(ownTypes)('%s has only properties that AWS knows, with values that it takes', (type) => {
    for (const context of [deployment(), deployment(everyOption)]) {
      for (const [logicalId, properties] of Object.entries(resourcesOf(type, context))) {
        expect(complaintsAbout(type, properties), logicalId).toEqual([]);
      }
    }
  });

  test.each(ownTypes)('%s has the attributes that others ask for', (type) => {
    expect(attributesOf(type)).toEqual(expect.arrayContaining([...(usedAttributes[type] ?? [])]));
  });
});

describe('the specification of AWS', () => {
  const alarm = { EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' };

  test.each([
    ['AWS::CloudWatch::Alarm', { ...alarm, Severity: 'high' }, 'Severity: unknown'],
    ['AWS::CloudWatch::Alarm', { ...alarm, EvaluationPeriods: 1.5 }, 'EvaluationPeriods: is no whole number'],
    ['AWS::CloudWatch::Alarm', { ...alarm, ActionsEnabled: 'yes' }, 'ActionsEnabled: is no boolean'],
    ['AWS::CloudWatch::Alarm', { ...alarm, OKActions: 'topic' }, 'OKActions: is no list'],
    ['AWS::CloudWatch::Alarm', { ...alarm, Metrics: [{ ID: 'a' }] }, 'Metrics.0.ID: unknown'],
    ['AWS::Logs::LogGroup', { RetentionInDays: 31 }, 'RetentionInDays: 31 is none of its values'],
    ['AWS::SQS::QueuePolicy', { Queues: ['q'] }, 'PolicyDocument: is required'],
  ])('finds fault with %s %j', (type, properties, complaint) => {
    expect(complaintsAbout(type, properties)).toContain(complaint);
  });

  test('knows the metrics of AWS and their dimensions', () => {
    expect(dimensionSetsOf('AWS/SQS', 'NumberOfMessagesSent')).toEqual([['QueueName']]);
    expect(dimensionSetsOf('AWS/SQS', 'NumberOfMessagesLost')).toEqual([]);
  });

  test('knows no type that there is not', () => {
    expect(() => attributesOf('AWS::SQS::Topic')).toThrow('AWS::SQS::Topic');
  });
});
