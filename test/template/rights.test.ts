import { matchesGlob } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listAt, mapAt } from '../../infra/template/values.ts';
import { ENDPOINT_NAMES } from '../../lib/amazon/endpoints.ts';
import { memberItem, stateKey } from '../../lib/watch/dynamodb-fleet-store.ts';
import { many, rights, statementsOf } from './granted-rights.ts';
import { deployment, everyOption, resourcesOf, template } from './stack.ts';

const secrets = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:/selling-partner-connections/prod/*';
const neverAtOnce = 'if BoolIfExists secretsmanager:ForceDeleteWithoutRecovery false';
const noFleet = 'if ForAllValues:StringNotLike dynamodb:LeadingKeys fleet#* if Null dynamodb:LeadingKeys false';
const noState = 'if ForAllValues:StringNotLike dynamodb:LeadingKeys fleet#states if Null dynamodb:LeadingKeys false';
const ourEvents = 'if ForAllValues:StringEquals events:source selling-partner-connections';

/** Every right of every role: action, resource, condition. A right that comes or goes must come or go here too. */
const expected = {
  ConnectionsRole: [
    'logs:CreateLogStream on ConnectionsLogGroup.Arn',
    'logs:PutLogEvents on ConnectionsLogGroup.Arn',
    'secretsmanager:ListSecrets on *',
    `secretsmanager:GetSecretValue on ${secrets}`,
    `secretsmanager:DescribeSecret on ${secrets}`,
    `secretsmanager:CreateSecret on ${secrets}`,
    `secretsmanager:UpdateSecret on ${secrets}`,
    `secretsmanager:TagResource on ${secrets}`,
    `secretsmanager:RestoreSecret on ${secrets}`,
    `secretsmanager:DeleteSecret on ${secrets} ${neverAtOnce}`,
    'sqs:SendMessage on TestQueue.Arn',
    'dynamodb:GetItem on TestResultsTable.Arn',
    'dynamodb:BatchGetItem on TestResultsTable.Arn',
    `dynamodb:PutItem on TestResultsTable.Arn ${noFleet}`,
    `dynamodb:DeleteItem on TestResultsTable.Arn ${noState}`,
    `events:PutEvents on EventBus.Arn ${ourEvents}`,
  ],
  ConnectionTestsRole: [
    'logs:CreateLogStream on ConnectionTestsLogGroup.Arn',
    'logs:PutLogEvents on ConnectionTestsLogGroup.Arn',
    `secretsmanager:GetSecretValue on ${secrets}`,
    'dynamodb:GetItem on TestResultsTable.Arn',
    `dynamodb:Query on TestResultsTable.Arn ${noFleet}`,
    `dynamodb:PutItem on TestResultsTable.Arn ${noFleet}`,
    `events:PutEvents on EventBus.Arn ${ourEvents}`,
  ],
  AccessTokensRole: [
    'logs:CreateLogStream on AccessTokensLogGroup.Arn',
    'logs:PutLogEvents on AccessTokensLogGroup.Arn',
    `secretsmanager:GetSecretValue on ${secrets}`,
    'sqs:SendMessage on TestQueue.Arn',
  ],
  OperationsRole: [
    'logs:CreateLogStream on OperationsLogGroup.Arn',
    'logs:PutLogEvents on OperationsLogGroup.Arn',
    `secretsmanager:GetSecretValue on ${secrets}`,
    'sqs:SendMessage on TestQueue.Arn',
  ],
  PlanTestsRole: [
    'logs:CreateLogStream on PlanTestsLogGroup.Arn',
    'logs:PutLogEvents on PlanTestsLogGroup.Arn',
    'secretsmanager:ListSecrets on *',
    'dynamodb:GetItem on TestResultsTable.Arn',
    'dynamodb:BatchGetItem on TestResultsTable.Arn',
    'dynamodb:Query on TestResultsTable.Arn',
    'dynamodb:PutItem on TestResultsTable.Arn',
    'sqs:SendMessage on TestQueue.Arn',
    'sqs:SendMessage on PlanDeadLetterQueue.Arn',
    `events:PutEvents on EventBus.Arn ${ourEvents}`,
  ],
  ScheduleRole: ['lambda:InvokeFunction on PlanTestsFunction.Arn', 'sqs:SendMessage on PlanDeadLetterQueue.Arn'],
  RunTestsRole: [
    'logs:CreateLogStream on RunTestsLogGroup.Arn',
    'logs:PutLogEvents on RunTestsLogGroup.Arn',
    'sqs:DeleteMessage on TestQueue.Arn',
    'sqs:GetQueueAttributes on TestQueue.Arn',
    'sqs:ReceiveMessage on TestQueue.Arn',
    'sqs:SendMessage on TestQueue.Arn',
    `secretsmanager:GetSecretValue on ${secrets}`,
    'dynamodb:GetItem on TestResultsTable.Arn',
    'dynamodb:Query on TestResultsTable.Arn',
    'dynamodb:PutItem on TestResultsTable.Arn',
    'dynamodb:BatchWriteItem on TestResultsTable.Arn',
    `events:PutEvents on EventBus.Arn ${ourEvents}`,
  ],
};

/** The services through which a role may use the customer key, and how. */
const encryptForTable = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
const encryptForQueue = ['kms:Decrypt', 'kms:GenerateDataKey'];
const expectedOfKey = {
  ConnectionsRole: { actions: encryptForTable, via: ['secretsmanager', 'dynamodb', 'sqs'] },
  ConnectionTestsRole: { actions: encryptForTable, via: ['secretsmanager', 'dynamodb'] },
  AccessTokensRole: { actions: encryptForQueue, via: ['secretsmanager', 'sqs'] },
  OperationsRole: { actions: encryptForQueue, via: ['secretsmanager', 'sqs'] },
  PlanTestsRole: { actions: encryptForTable, via: ['dynamodb', 'sqs'] },
  ScheduleRole: { actions: encryptForQueue, via: ['sqs'] },
  RunTestsRole: { actions: encryptForTable, via: ['secretsmanager', 'dynamodb', 'sqs'] },
};

/** AWS takes no narrower resource for these. */
const onEverything = ['secretsmanager:ListSecrets', 'secretsmanager:BatchGetSecretValue'];

describe('the roles', () => {
  test('have exactly the rights listed here', () => {
    const granted = statementsOf(deployment()).map(([role, statements]) => [role, statements.flatMap(rights)]);
    expect(Object.fromEntries(granted)).toEqual(expected);
  });

  test('have exactly one more statement with a customer key: to use it through the services that hold our data', () => {
    const plain = Object.fromEntries(statementsOf(deployment({ EventBusName: 'default' })));
    const added = statementsOf(deployment(everyOption)).map(([role, statements]) => {
      const [statement, ...more] = statements.slice(plain[role]?.length);
      expect(more, role).toEqual([]);
      expect(statement?.Resource, role).toBe(everyOption.KmsKeyArn);
      const { StringEquals } = mapAt(statement?.Condition, role);
      const via = many(mapAt(StringEquals, role)['kms:ViaService']).map(
        (service) => /^([a-z]+)\.eu-west-1\.amazonaws\.com$/.exec(String(service))?.[1],
      );
      return [role, { actions: statement?.Action, via }];
    });
    expect(Object.fromEntries(added)).toEqual(expectedOfKey);
  });

  test('put events only on the bus that the user brings', () => {
    const granted = statementsOf(deployment({ EventBusName: 'company-bus' })).flatMap(([, all]) => all.flatMap(rights));
    const put = granted.filter((right) => right.startsWith('events:'));
    const bus = 'arn:aws:events:eu-west-1:123456789012:event-bus/company-bus';
    expect(new Set(put)).toEqual(new Set([`events:PutEvents on ${bus} ${ourEvents}`]));
  });

  test('only ever allow, never whole services, and everything only where AWS knows nothing narrower', () => {
    for (const [role, statements] of statementsOf(deployment(everyOption))) {
      for (const statement of statements) {
        expect(statement.Effect, role).toBe('Allow');
        const actions = many(statement.Action).map(String);
        expect(
          actions.filter((action) => /^\*$|:\*$/.test(action)),
          role,
        ).toEqual([]);
        if (!many(statement.Resource).includes('*')) continue;
        expect(
          actions.filter((action) => !onEverything.includes(action)),
          role,
        ).toEqual([]);
      }
    }
  });

  const member = { connectionId: 'acme-eu', lwaClientId: '', testedAt: '', affected: false, clientAffected: false };
  const members = ENDPOINT_NAMES.map((endpoint) => memberItem({ ...member, endpoint }).connectionId?.S ?? '');
  const states = stateKey({ endpoint: 'eu' }).connectionId?.S ?? '';

  test.each([
    ['ConnectionsRole', 'dynamodb:PutItem', [...members, states]],
    // A deleted connection counts in no fleet any more.
    ['ConnectionsRole', 'dynamodb:DeleteItem', [states]],
    ['ConnectionTestsRole', 'dynamodb:Query', [...members, states]],
    ['ConnectionTestsRole', 'dynamodb:PutItem', [...members, states]],
  ])('keep %s, with %s, out of these partitions of the fleets alone: %j', (role, action, expectedOut) => {
    const all = Object.fromEntries(statementsOf(deployment()))[role] ?? [];
    const [statement, ...more] = all.filter(({ Action }) => many(Action).includes(action));
    expect(more).toEqual([]);
    const conditions = mapAt(statement?.Condition, 'Condition');
    const kept = many(mapAt(conditions['ForAllValues:StringNotLike'], 'StringNotLike')['dynamodb:LeadingKeys']);
    const isKept = (partition: string) => kept.some((pattern) => matchesGlob(partition, String(pattern)));
    expect([...members, states, 'acme-eu'].filter(isKept)).toEqual(expectedOut);
  });

  test('are the only ones: nothing else of the template gives any', () => {
    const givers = Object.values(template.resources).filter(({ type }) =>
      /^AWS::(?:IAM::(?!Role$)|Lambda::Permission$|SecretsManager::ResourcePolicy$)/.test(type),
    );
    expect(givers).toEqual([]);
  });

  test('bring no policies from elsewhere, and take the permissions boundary that is asked for', () => {
    for (const [role, properties] of Object.entries(resourcesOf('AWS::IAM::Role'))) {
      expect(properties, role).not.toHaveProperty('ManagedPolicyArns');
      expect(properties, role).not.toHaveProperty('PermissionsBoundary');
    }
    for (const [role, properties] of Object.entries(resourcesOf('AWS::IAM::Role', deployment(everyOption)))) {
      expect(properties.PermissionsBoundary, role).toBe(everyOption.PermissionsBoundaryArn);
    }
  });

  test('are taken by one service each: the schedule’s by Scheduler for this account, all others by Lambda', () => {
    for (const [role, { AssumeRolePolicyDocument }] of Object.entries(resourcesOf('AWS::IAM::Role'))) {
      const statements = listAt(mapAt(AssumeRolePolicyDocument, role).Statement, role);
      const own =
        role === 'ScheduleRole'
          ? {
              Principal: { Service: 'scheduler.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
            }
          : { Principal: { Service: 'lambda.amazonaws.com' } };
      expect(statements, role).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', ...own }]);
    }
  });
});
