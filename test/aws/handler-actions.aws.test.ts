/** The rights of a deployer, held to what the schemas of CloudFormation say that it does with each type of resource. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { HANDLER_ACTIONS } from '../docs/handler-actions.ts';
import { installPython } from './tools/python.ts';

const python = await installPython();

const schema = z.object({
  handlers: z.record(z.string(), z.object({ permissions: z.optional(z.array(z.string())) })),
});

/** cfn-lint carries the schemas: for each region, the file of each type. */
async function handlerActions(type: string): Promise<ReadonlySet<string>> {
  const read = async (path: string) =>
    JSON.parse(await readFile(await python.packageFile(`cfnlint/data/schemas/${path}`), 'utf8'));
  const files = z.record(z.string(), z.string()).parse(await read('providers/eu-west-1.json'));
  const { handlers } = schema.parse(await read(`resources/${files[type]}.json`));
  return new Set(Object.values(handlers).flatMap(({ permissions = [] }) => permissions));
}

/** What the template makes no use of, and why a deployer does without. */
const LEFT_OUT: readonly RegExp[] = [
  // To list everything of a type is the handler's `list`, which a deployment does not call.
  /:List(?:Dashboards|EventBuses|EventSourceMappings|FunctionEventInvokeConfigs|Functions|Keys|Queues|Roles|Rules|Schedules|Tables|Topics)$/,
  // No network, file system, stream or bucket of its own; nothing is imported.
  /^(?:ec2|elasticfilesystem|firehose|kinesis|s3files):/,
  /^s3:(?:getObject|GetObjectMetadata|GetObjectVersion|ListBucket|REST\.PUT\.OBJECT)$/,
  // A key of one's own is a statement of its own. NotificationKey is neither disabled nor enabled.
  /^kms:(?:CreateGrant|Decrypt|Encrypt|GenerateDataKey|GenerateDataKeyWithoutPlaintext|ListAliases|ReEncrypt|ReEncryptFrom|ReEncryptTo|RevokeGrant|DisableKey|EnableKey)$/,
  // No versions, layers, signatures, reserved concurrency or capacity providers.
  /^lambda:(?:AssociateRuntimeAlias|DeleteFunctionCodeSigningConfig|DeleteFunctionConcurrency|GetCodeSigningConfig|GetLayerVersion|PassCapacityProvider|PublishVersion|PutFunctionCodeSigningConfig|PutFunctionConcurrency|PutFunctionRecursionConfig|PutFunctionScalingConfig|PutRuntimeManagementConfig)$/,
  // No managed policies; service-linked roles but that of API Gateway are there, or not needed.
  /^iam:(?:AttachRolePolicy|CreateServiceLinkedRole|DetachRolePolicy)$/,
  // Of the table neither replicas nor streams nor what is in it.
  /^dynamodb:(?:AssociateTableReplica|BatchWriteItem|CreateTableReplica|DeleteItem|DeleteResourcePolicy|DescribeImport|DisableKinesisStreamingDestination|EnableKinesisStreamingDestination|GetItem|ImportTable|PutItem|PutResourcePolicy|Query|Scan|UpdateContributorInsights|UpdateItem|UpdateKinesisStreamingDestination)$/,
  // Of log groups neither data protection nor indexes nor policies.
  /^logs:(?:CreateLogDelivery|CreateLogStream|DeleteDataProtectionPolicy|DeleteIndexPolicy|DeleteResourcePolicy|DescribeLogStreams|PutBearerTokenAuthentication|PutDataProtectionPolicy|PutIndexPolicy|PutLogEvents|PutLogGroupDeletionProtection|PutResourcePolicy)$/,
  // No policy on the bus, no roles of targets, no subscriptions.
  /^events:(?:PutPermission|RemovePermission)$/,
  /^sns:(?:PutDataProtectionPolicy|Subscribe|Unsubscribe)$/,
];

/** Passing on, and what a table or a topic asks of others for features that this one does not have. */
const OF_OTHERS: Readonly<Record<string, RegExp>> = {
  'AWS::DynamoDB::Table': /^(?:kms|logs|s3):/,
  'AWS::Events::EventBus': /^kms:/,
  'AWS::Events::Rule': /^iam:PassRole$/,
  'AWS::Lambda::EventSourceMapping': /^kms:/,
  'AWS::Lambda::Function': /^kms:/,
  'AWS::SNS::Topic': /^iam:/,
};

test.each(Object.entries(HANDLER_ACTIONS))(
  '%s asks for these actions, and for others that are not needed',
  async (type, known) => {
    const asked = await handlerActions(type);
    expect(known.filter((action) => !asked.has(action))).toEqual([]);
    const forgotten = [...asked].filter(
      (action) =>
        !known.includes(action) && !OF_OTHERS[type]?.test(action) && !LEFT_OUT.some((pattern) => pattern.test(action)),
    );
    expect(forgotten).toEqual([]);
  },
);

test('every reason to leave something out has something to leave out', async () => {
  const asked = (await Promise.all(Object.keys(HANDLER_ACTIONS).map(handlerActions))).flatMap((actions) => [
    ...actions,
  ]);
  expect(LEFT_OUT.filter((pattern) => !asked.some((action) => pattern.test(action)))).toEqual([]);
});
