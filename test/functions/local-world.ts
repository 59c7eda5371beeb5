/** Local AWS services and a simulated Amazon, and the functions' bundles with the variables of the template in it. */

import { randomUUID } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { REGION } from '../../infra/local-aws/account.ts';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { ownServices } from '../../infra/local-run/aws-access.ts';
import type { SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { templateFunctions } from '../../infra/template/functions.ts';
import { readTemplate } from '../../infra/template/template.ts';
import { createResultsTable } from '../local-aws/results-table.ts';
import { localClientOptions } from '../watch/local-table.ts';
import { type Bundle, loadBundle } from './bundle.ts';
import type { StartHost } from './bundle-host.ts';
import { accessKeyOf, holdToRoles } from './held-to-roles.ts';

export const PREFIX = '/spc/test/';
export const STAGE = 'test';

/** GET Feeds: ten at once, one more every 45 seconds. */
const QUOTA_MS = 450_000;

const FUNCTIONS = templateFunctions(readTemplate());

export interface LocalWorld {
  readonly aws: LocalAws;
  readonly amazon: SimulatedAmazon;
  readonly secrets: SecretsManagerClient;
  readonly queueName: string;
  /** Lets the quotas of the simulated Amazon fill up, as after seven and a half minutes. */
  refillQuotas(): void;
  /** The variables that the template gives to a function, and those of the services. */
  variables(functionName: string): Record<string, string>;
  /** The function's bundle, freshly loaded; it ends with the world. */
  load(functionName: string, more?: Record<string, string>, startHost?: StartHost): Promise<Bundle>;
  /** Saves a secret under the id of a connection; anything but a text is made JSON. Answers its version. */
  save(connectionId: string, value: unknown, description?: object): Promise<string>;
  /** Saves the settings of simulated accounts, under their names. */
  saveAccounts(...names: readonly string[]): Promise<void>;
  account(name: string): SimulatedAccount;
  /** Puts the secret into its recovery window. */
  remove(connectionId: string): Promise<void>;
  /** All items of the table of results. */
  items(): Promise<Record<string, string>[]>;
  /** The bodies of all queued messages. */
  queued(): { delaySeconds: number; [member: string]: unknown }[];
  /** Throws when a function called what its role in the template may not. */
  close(): Promise<void>;
}

export async function startLocalWorld(accounts?: readonly SimulatedAccount[]): Promise<LocalWorld> {
  let aheadMs = 0;
  const clock = () => Date.now() + aheadMs;
  const [aws, amazon] = await Promise.all([
    startLocalAws(),
    startSimulatedAmazon(accounts ? { accounts, clock } : { clock }),
  ]);
  const table = `results-${randomUUID()}`;
  const queueName = `tests-${randomUUID()}`;
  const queuePath = new URL(aws.createQueue(queueName)).pathname;
  const bus = `bus-${randomUUID()}`;
  await createResultsTable(aws.endpoint, table);
  aws.createEventBus(bus);
  const beyondRoles = holdToRoles(aws, { secrets: PREFIX, table, queue: queueName, bus });
  const secrets = new SecretsManagerClient(localClientOptions(aws));
  const dynamoDb = new DynamoDBClient(localClientOptions(aws));
  const values: Readonly<Record<string, string>> = {
    STAGE,
    CONNECTIONS_PREFIX: PREFIX,
    TEST_RESULTS_TABLE: table,
    // It names AWS's own host, as the template's does: the variables of the endpoints decide where the call goes.
    TEST_QUEUE_URL: `https://sqs.${REGION}.amazonaws.com${queuePath}`,
    EVENT_BUS_NAME: bus,
    SECRET_CACHE_SECONDS: '300',
    TEST_INTERVAL_MINUTES: '60',
    DIAGNOSTIC_CALLS: 'on',
    PER_CONNECTION_METRICS: 'off',
  };

  function variables(functionName: string): Record<string, string> {
    const names = Object.keys(FUNCTIONS.find(({ name }) => name === functionName)?.environment ?? {});
    const own = names.map((name): [string, string] => [name, values[name] ?? '']);
    return {
      ...ownServices(aws.endpoint),
      AWS_ACCESS_KEY_ID: accessKeyOf(functionName),
      AMAZON_LOOPBACK_ORIGIN: amazon.origin,
      ...Object.fromEntries(own),
    };
  }

  const bundles: Bundle[] = [];
  const world: LocalWorld = {
    aws,
    amazon,
    secrets,
    queueName,
    refillQuotas() {
      aheadMs += QUOTA_MS;
    },
    variables,
    async load(functionName, more = {}, startHost) {
      const bundle = await loadBundle(functionName, { ...variables(functionName), ...more }, startHost);
      bundles.push(bundle);
      return bundle;
    },
    async save(connectionId, value, description) {
      const Name = `${PREFIX}${connectionId}`;
      const SecretString = typeof value === 'string' ? value : JSON.stringify(value);
      const Description = description && JSON.stringify(description);
      const known = aws.secrets().some(({ name }) => name === Name);
      const saved = known
        ? await secrets.send(new UpdateSecretCommand({ SecretId: Name, SecretString, Description }))
        : await secrets.send(new CreateSecretCommand({ Name, SecretString, Description }));
      return saved.VersionId ?? '';
    },
    async saveAccounts(...names) {
      for (const name of names) await world.save(name, { schema: 1, ...world.account(name).settings });
    },
    account(name) {
      const account = amazon.accounts.find((candidate) => candidate.name === name);
      if (!account) throw new Error(`There is no simulated account ${name}`);
      return account;
    },
    async remove(connectionId) {
      await secrets.send(new DeleteSecretCommand({ SecretId: `${PREFIX}${connectionId}`, RecoveryWindowInDays: 7 }));
    },
    async items() {
      const pages = paginateScan({ client: dynamoDb }, { TableName: table, ConsistentRead: true });
      const items = (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
      return items.map((item) =>
        Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value.N ?? ''])),
      );
    },
    queued: () =>
      aws.messages(queueName).map(({ body, sentAt, visibleAt }) => ({
        ...JSON.parse(body),
        delaySeconds: (visibleAt - sentAt) / 1_000,
      })),
    async close() {
      await Promise.all(bundles.map((bundle) => bundle.close()));
      secrets.destroy();
      dynamoDb.destroy();
      await Promise.all([aws.close(), amazon.close()]);
      if (beyondRoles.size > 0) throw new Error(`No role allows ${[...beyondRoles].join(', ')}`);
    },
  };
  return world;
}
