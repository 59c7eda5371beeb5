import { describe, expect, test } from 'vitest';
import { resolve } from '../../infra/template/resolve.ts';
import type { TemplateMap } from '../../infra/template/values.ts';
import { deployment, everyOption, template } from './stack.ts';

function outputs(parameters: TemplateMap = {}) {
  const context = deployment(parameters);
  const values = Object.entries(template.outputs).map(([name, { Value }]) => [name, resolve(Value ?? null, context)]);
  return Object.fromEntries(values);
}

describe('the outputs', () => {
  const always = {
    ApiUrl: 'https://Api.execute-api.eu-west-1.amazonaws.com',
    ApiArn: 'arn:aws:execute-api:eu-west-1:123456789012:Api/$default',
    ConnectionsPrefix: '/selling-partner-connections/prod/',
    TestResultsTableName: 'TestResultsTable',
    TestQueueUrl: 'TestQueue',
    TestDeadLetterQueueUrl: 'TestDeadLetterQueue',
    TestDeadLetterQueueArn: 'TestDeadLetterQueue.Arn',
    PlanDeadLetterQueueUrl: 'PlanDeadLetterQueue',
    NotificationDeadLetterQueueUrl: 'NotificationDeadLetterQueue',
    DashboardName: 'Dashboard',
    PlanTestsFunctionName: 'PlanTestsFunction',
    RunTestsFunctionName: 'RunTestsFunction',
  };

  test('lead to what the stack has made', () => {
    expect(outputs()).toEqual({ ...always, EventBusName: 'EventBus.Name', NotificationTopicArn: 'NotificationTopic' });
  });

  test('lead to what the user has, if that is used instead', () => {
    const { EventBusName, NotificationTopicArn } = everyOption;
    expect(outputs(everyOption)).toEqual({ ...always, EventBusName, NotificationTopicArn });
  });

  test('have a sentence each, are always there, and claim no name in the account', () => {
    for (const [name, output] of Object.entries(template.outputs)) {
      expect(output.Description, name).toMatch(/^[A-Z].{10,}\.$/);
      expect(Object.keys(output).sort(), name).toEqual(['Description', 'Value']);
    }
  });
});
