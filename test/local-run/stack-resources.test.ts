import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { type AwsClients, awsClients, ownServices } from '../../infra/local-run/aws-access.ts';
import { makeResources } from '../../infra/local-run/stack-resources.ts';
import { resolve } from '../../infra/template/resolve.ts';
import { parseTemplate } from '../../infra/template/template.ts';

const template = parseTemplate(`
Conditions:
  No: !Equals [a, b]
Resources:
  Tests:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 380
      RedrivePolicy: { deadLetterTargetArn: !GetAtt DeadTests.Arn, maxReceiveCount: 3 }
      KmsMasterKeyId: !ImportValue nothing-that-is-known-here
  DeadTests:
    Type: AWS::SQS::Queue
    Properties: { MessageRetentionPeriod: 1209600 }
  Results:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions:
        - { AttributeName: id, AttributeType: S }
        - { AttributeName: sort, AttributeType: N }
      KeySchema:
        - { AttributeName: id, KeyType: HASH }
        - { AttributeName: sort, KeyType: RANGE }
  Bus:
    Type: AWS::Events::EventBus
    Properties: { Name: !Ref AWS::StackName }
  NotMade:
    Type: AWS::Events::EventBus
    Condition: No
    Properties: { Name: other }
  Topic:
    Type: AWS::SNS::Topic
`);

let aws: LocalAws;
let clients: AwsClients;

beforeEach(async () => {
  aws = await startLocalAws();
  clients = awsClients(ownServices(aws.endpoint));
});

afterEach(async () => {
  clients.close();
  await aws.close();
});

const make = () => makeResources(template, { stackName: 'local', conditions: template.conditions }, clients);

describe("the template's resources", () => {
  it('are made with their properties, a dead-letter queue before the queue that uses it', async () => {
    const context = await make();
    const queue = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: String(resolve({ Ref: 'Tests' }, context)), AttributeNames: ['All'] }),
    );
    expect(queue.Attributes).toMatchObject({
      VisibilityTimeout: '380',
      QueueArn: resolve({ 'Fn::GetAtt': 'Tests.Arn' }, context),
    });
    expect(JSON.parse(queue.Attributes?.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: resolve({ 'Fn::GetAtt': 'DeadTests.Arn' }, context),
      maxReceiveCount: 3,
    });

    const TableName = String(resolve({ Ref: 'Results' }, context));
    const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'sort', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'sort', AttributeType: 'N' },
      ],
    });
    expect(resolve({ 'Fn::GetAtt': 'Bus.Name' }, context)).toBe('local-Bus');
  });

  it('are left out when their condition is not met, or when nothing here is of their kind', async () => {
    const context = await make();
    expect(() => resolve({ Ref: 'NotMade' }, context)).toThrow('Ref NotMade');
    expect(() => resolve({ Ref: 'Topic' }, context)).toThrow('Ref Topic');
  });

  it('are taken as they are when they are there already', async () => {
    expect(await make()).toEqual(await make());
  });
});
