/** How the local run and its functions reach their AWS services: endpoints and credentials, as environment variables. */
import { devNull } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { isLoopbackHost } from '../../lib/configuration/loopback.ts';
import { REGION } from '../local-aws/account.ts';

export type Variables = Readonly<Record<string, string>>;

/** Everything that decides where the SDK turns to and as whom. */
export type ServiceVariables = Variables &
  Readonly<Record<'AWS_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_ENDPOINT_URL', string>>;

/** Profiles and config files of the machine have no part in it. */
const NEUTRAL = {
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
};

const ENDPOINT = /^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/;
const FROM_THE_USER = /^AWS_(REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/;

/** Variables for services of our own at this address. */
export function ownServices(endpoint: string): ServiceVariables {
  return { ...NEUTRAL, AWS_ENDPOINT_URL: endpoint };
}

/**
 * Variables for the services that the user's `AWS_ENDPOINT_URL` names, or null when it is not set. Throws when an endpoint is
 * not on this machine: made-up accounts and a simulated Amazon have no business near real secrets.
 */
export function usersServices(environment: NodeJS.ProcessEnv): ServiceVariables | null {
  const { AWS_ENDPOINT_URL } = environment;
  if (!AWS_ENDPOINT_URL) return null;
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!value) continue;
    if (ENDPOINT.test(name) && !isLoopbackHost(value)) {
      throw new Error(`${name} is ${value}: the local run uses AWS services on this machine only`);
    }
    if (ENDPOINT.test(name) || FROM_THE_USER.test(name)) chosen[name] = value;
  }
  return { ...ownServices(AWS_ENDPOINT_URL), ...chosen };
}

export interface AwsClients {
  readonly secrets: SecretsManagerClient;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  close(): void;
}

export function awsClients(variables: ServiceVariables): AwsClients {
  const accessFor = (service: string) => ({
    region: variables.AWS_REGION,
    endpoint: variables[`AWS_ENDPOINT_URL_${service}`] ?? variables.AWS_ENDPOINT_URL,
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID,
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY,
      ...(variables.AWS_SESSION_TOKEN !== undefined && { sessionToken: variables.AWS_SESSION_TOKEN }),
    },
  });
  const secrets = new SecretsManagerClient(accessFor('SECRETS_MANAGER'));
  const sqs = new SQSClient(accessFor('SQS'));
  const dynamodb = new DynamoDBClient(accessFor('DYNAMODB'));
  const eventBridge = new EventBridgeClient(accessFor('EVENTBRIDGE'));
  return {
    secrets,
    sqs,
    dynamodb,
    eventBridge,
    close() {
      for (const client of [secrets, sqs, dynamodb, eventBridge]) client.destroy();
    },
  };
}
