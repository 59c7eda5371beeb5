/** The deployed functions under the emulator, each in its own role, between the stack in moto and a simulated Amazon. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import { httpEvent } from '../../../infra/local-run/http-event.ts';
import { routeTable } from '../../../infra/local-run/route-table.ts';
import type { SimulatedAccount } from '../../../infra/simulated-amazon/account.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../../infra/simulated-amazon/simulated-amazon.ts';
import { functions } from '../../template/stack.ts';
import { type DeployedFunction, type DeployedStack, deployedStack, type Variables } from '../stack/deployed-stack.ts';
import { type EmulatedFunction, type Invoked, startEmulatedFunction } from './emulated-function.ts';

export interface Clients {
  readonly secrets: SecretsManagerClient;
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly tables: DynamoDBClient;
}

/** A right that a call needed, as moto was asked for it. */
export interface Asked {
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON. */
  readonly body: unknown;
  /** What the function wrote meanwhile. */
  readonly lines: readonly string[];
}

export interface ApiCall {
  /** `PUT /connections/acme-eu`, with the query. */
  readonly call: string;
  /** Made JSON. */
  readonly body?: unknown;
}

export interface EmulatedWorld {
  /** Where moto answers. */
  readonly endpoint: string;
  readonly stack: DeployedStack;
  readonly amazon: SimulatedAmazon;
  /** May do everything. */
  readonly administrator: Clients;
  account(name: string): SimulatedAccount;
  deployed(name: string): DeployedFunction;
  /** Clients with the keys of a function's role. */
  inRoleOf(name: string): Clients;
  /** The running function; started on first use. */
  running(name: string): Promise<EmulatedFunction>;
  /** A further environment of a function. */
  start(name: string, more?: { variables?: Variables; timeoutSeconds?: number }): Promise<EmulatedFunction>;
  /** Sends a request as API Gateway does, to the function that has the route. */
  api(call: ApiCall, to?: EmulatedFunction): Promise<ApiAnswer>;
  /** Everything that moto was asked for since the start. */
  asked(): Promise<Asked[]>;
  /** What was published on topics: texts, oldest first. */
  published(): Promise<string[]>;
  /** Lets the quotas of the simulated Amazon fill up, as after seven and a half minutes. */
  refillQuotas(): void;
  close(): Promise<void>;
}

const ROUTES = functions.flatMap(({ name, routes }) => routes.map((route) => ({ ...route, name })));
const routed = routeTable(ROUTES);
/** GET Feeds: ten at once, one more every 45 seconds. */
const QUOTA_MS = 450_000;

export async function startEmulatedWorld(): Promise<EmulatedWorld> {
  const stack = deployedStack();
  const { endpoint, built, emulator, runtime } = inject('stack');
  let aheadMs = 0;
  const amazon = await startSimulatedAmazon({ clock: () => Date.now() + aheadMs });
  const started: Promise<EmulatedFunction>[] = [];
  const running = new Map<string, Promise<EmulatedFunction>>();
  const clients: Clients[] = [];
  const clientsWith = (keys: Variables) => {
    const made = awsClients(endpoint, keys);
    clients.push(made);
    return made;
  };
  const described = (name: string) => {
    const logicalId = functions.find((candidate) => candidate.name === name)?.logicalId ?? name;
    const deployed = stack.functions[logicalId];
    if (!deployed) throw new Error(`There is no function ${name}`);
    return { logicalId, deployed };
  };

  /** Additions of our own to moto's routes: see server.py. */
  const told = async <Fact>(what: string): Promise<Fact[]> => {
    const answer = await fetch(`${endpoint}/moto-api/${what}`);
    return (await answer.json()) as Fact[];
  };

  const world: EmulatedWorld = {
    endpoint,
    stack,
    amazon,
    administrator: clientsWith(stack.administrator),
    account(name) {
      const account = amazon.accounts.find((candidate) => candidate.name === name);
      if (!account) throw new Error(`There is no simulated account ${name}`);
      return account;
    },
    deployed: (name) => described(name).deployed,
    inRoleOf: (name) => clientsWith(described(name).deployed.keys),
    running(name) {
      const known = running.get(name) ?? world.start(name);
      running.set(name, known);
      return known;
    },
    start(name, { variables = {}, timeoutSeconds } = {}) {
      const { deployed, logicalId } = described(name);
      const starting = startEmulatedFunction({
        emulator,
        runtime,
        deployed,
        folder: `${built}/${logicalId}`,
        variables: { AWS_ENDPOINT_URL: endpoint, AMAZON_LOOPBACK_ORIGIN: amazon.origin, ...variables },
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      });
      started.push(starting);
      return starting;
    },
    async api(call, to) {
      const { name, event } = gatewayEvent(call);
      const taking = to ?? (await world.running(name));
      const answered = readAnswer(await taking.invoke(event));
      return { ...answered, lines: taking.lines() };
    },
    asked: () => told('asked'),
    published: () => told('published'),
    refillQuotas() {
      aheadMs += QUOTA_MS;
    },
    async close() {
      await Promise.all(started.map(async (one) => (await one).close()));
      for (const each of clients) for (const client of Object.values(each)) client.destroy();
      await amazon.close();
    },
  };
  return world;
}

function awsClients(endpoint: string, keys: Variables): Clients {
  const credentials = {
    accessKeyId: keys.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: keys.AWS_SECRET_ACCESS_KEY ?? '',
    ...(keys.AWS_SESSION_TOKEN !== undefined && { sessionToken: keys.AWS_SESSION_TOKEN }),
  };
  const configuration = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    secrets: new SecretsManagerClient(configuration),
    sqs: new SQSClient(configuration),
    events: new EventBridgeClient(configuration),
    tables: new DynamoDBClient(configuration),
  };
}

function gatewayEvent({ call, body }: ApiCall) {
  const [method = '', target = ''] = call.split(' ');
  const [path = '', rawQuery = ''] = target.split('?');
  const match = routed(method, decodeURIComponent(path));
  if (!match) throw new Error(`No route takes ${call}`);
  const event = httpEvent(
    {
      method,
      target: { path: decodeURIComponent(path), rawQuery },
      rawHeaders: ['host', 'api.example', ...(body === undefined ? [] : ['content-type', 'application/json'])],
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
      sourceIp: '127.0.0.1',
      protocol: 'HTTP/1.1',
      requestId: 'api-request',
      receivedAt: Date.now(),
    },
    match,
  );
  return { name: match.route.name, event };
}

function readAnswer(invoked: Invoked): Omit<ApiAnswer, 'lines'> {
  if ('error' in invoked) throw new Error(`The function failed: ${JSON.stringify(invoked.error)}`);
  const { statusCode, headers, body } = invoked.result as Record<string, unknown>;
  if (typeof statusCode !== 'number' || typeof body !== 'string') throw new Error('The function answered no HTTP');
  const answered = headers as Record<string, string>;
  const json = /\bjson\b/.test(answered['content-type'] ?? '') && body !== '';
  return { status: statusCode, headers: answered, body: json ? JSON.parse(body) : body };
}
