/** Puts simulated accounts into the store as connections, and queues the test that every untested save queues. */
import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  ResourceExistsException,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SimulatedAccount } from '../simulated-amazon/account.ts';

export interface Seeding {
  readonly secrets: SecretsManagerClient;
  readonly sqs: SQSClient;
  readonly connectionsPrefix: string;
  readonly stage: string;
  readonly testQueueUrl: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The connection's id is the account's name. One that is there already gets the account's values. */
export async function seedConnections(accounts: readonly SimulatedAccount[], seeding: Seeding): Promise<void> {
  await Promise.all(accounts.map((account) => save(account, seeding)));
  await Promise.all(accounts.map((account) => queueTest(account, seeding)));
}

async function save({ name, settings }: SimulatedAccount, seeding: Seeding): Promise<void> {
  const createdAt = new Date(seeding.now).toISOString();
  const { lwaClientSecret, lwaRefreshToken, ...index } = settings;
  const secretName = `${seeding.connectionsPrefix}${name}`;
  const SecretString = JSON.stringify({ schema: 1, ...settings, createdAt });
  const Description = JSON.stringify({ ...index, createdAt });
  const Tags = [
    { Key: 'managed-by', Value: 'selling-partner-connections' },
    { Key: 'stage', Value: seeding.stage },
  ];
  try {
    await seeding.secrets.send(new CreateSecretCommand({ Name: secretName, SecretString, Description, Tags }));
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
    await seeding.secrets.send(new UpdateSecretCommand({ SecretId: secretName, SecretString, Description }));
  }
}

async function queueTest({ name }: SimulatedAccount, seeding: Seeding): Promise<void> {
  const scheduledTime = new Date(seeding.now).toISOString();
  const MessageBody = JSON.stringify({ connectionId: name, runId: randomUUID(), scheduledTime, trigger: 'save' });
  await seeding.sqs.send(new SendMessageCommand({ QueueUrl: seeding.testQueueUrl, MessageBody }));
}
