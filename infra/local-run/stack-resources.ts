/** Makes what CloudFormation would make of the template and the functions need: table, queues, event bus. */
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  type EventBridgeClient,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type ResolveContext, resolve } from '../template/resolve.ts';
import type { Template, TemplateResource } from '../template/template.ts';
import { listAt, mapAt, type TemplateMap, type TemplateValue, textAt } from '../template/values.ts';

export interface StackClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly eventBridge: EventBridgeClient;
}

/** What is known before anything is made: parameters, conditions, pseudo parameters. */
export type StackContext = ResolveContext & { readonly stackName: string };

/** Makes them, and returns the context with what `Ref` and `GetAtt` give for each. What is there already is taken as it is. */
export async function makeResources(
  template: Template,
  context: StackContext,
  clients: StackClients,
): Promise<ResolveContext> {
  const references: Record<string, TemplateValue> = {};
  const attributes: Record<string, TemplateValue> = {};
  const known = { ...context, references, attributes };

  for (const [logicalId, resource] of inOrder(template)) {
    if (resource.condition !== undefined && !resolve({ Condition: resource.condition }, context)) continue;
    const name = `${context.stackName}-${logicalId}`;
    const properties = (only: readonly string[]) => resolvedProperties(resource, only, known);
    switch (resource.type) {
      case 'AWS::DynamoDB::Table':
        references[logicalId] = name;
        await makeTable(clients.dynamodb, name, properties(['AttributeDefinitions', 'KeySchema']));
        break;
      case 'AWS::SQS::Queue': {
        const queue = await makeQueue(
          clients.sqs,
          name,
          properties(['VisibilityTimeout', 'MessageRetentionPeriod', 'RedrivePolicy']),
        );
        references[logicalId] = queue.url;
        attributes[`${logicalId}.Arn`] = queue.arn;
        break;
      }
      case 'AWS::Events::EventBus':
        references[logicalId] = name;
        attributes[`${logicalId}.Name`] = name;
        await makeEventBus(clients.eventBridge, name);
        break;
    }
  }
  return known;
}

/** A queue that sends its dead letters to another comes after that one. */
function inOrder(template: Template): [string, TemplateResource][] {
  const refersToOther = ([, resource]: [string, TemplateResource]) => Number('RedrivePolicy' in resource.properties);
  return Object.entries(template.resources).sort((left, right) => refersToOther(left) - refersToOther(right));
}

function resolvedProperties(resource: TemplateResource, only: readonly string[], context: ResolveContext): TemplateMap {
  const chosen = Object.entries(resource.properties).filter(([name]) => only.includes(name));
  return mapAt(resolve(Object.fromEntries(chosen), context), resource.type);
}

/** `properties` as the template has them: of them, the keys. One that is there already is taken as it is. */
export async function makeTable(client: DynamoDBClient, name: string, properties: TemplateMap): Promise<void> {
  const pairs = (list: TemplateValue | undefined) => listAt(list, name).map((entry) => mapAt(entry, name));
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: pairs(properties.AttributeDefinitions).map((entry) => ({
          AttributeName: textAt(entry.AttributeName, name),
          AttributeType: oneOf(['S', 'N', 'B'], entry.AttributeType),
        })),
        KeySchema: pairs(properties.KeySchema).map((entry) => ({
          AttributeName: textAt(entry.AttributeName, name),
          KeyType: oneOf(['HASH', 'RANGE'], entry.KeyType),
        })),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const describe = new DescribeTableCommand({ TableName: name });
  while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE');
}

async function makeQueue(
  client: SQSClient,
  name: string,
  properties: TemplateMap,
): Promise<{ url: string; arn: string }> {
  const Attributes = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
  const { QueueUrl: url } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const described = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  const arn = described.Attributes?.QueueArn;
  if (url === undefined || arn === undefined) throw new Error(`The queue ${name} was made without URL or ARN`);
  return { url, arn };
}

async function makeEventBus(client: EventBridgeClient, name: string): Promise<void> {
  try {
    await client.send(new CreateEventBusCommand({ Name: name }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}

function oneOf<const Text extends string>(allowed: readonly Text[], value: TemplateValue | undefined): Text {
  const found = allowed.find((text) => text === value);
  if (found === undefined) throw new Error(`${JSON.stringify(value)} is none of ${allowed.join(', ')}`);
  return found;
}
