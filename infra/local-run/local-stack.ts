/** The whole system on one machine: what `template.yaml` describes, with the functions as they were built for Lambda. */

import { ok } from '../../lib/result.ts';
import { type ApiClient, createApiClient } from '../api-client/api-client.ts';
import { type Console, createConsole } from '../console/server/console.ts';
import { readPageFiles } from '../console/server/page-files.ts';
import { ACCOUNT_ID } from '../local-aws/account.ts';
import { startLocalAws } from '../local-aws/local-aws.ts';
import type { SimulatedAccount } from '../simulated-amazon/account.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../simulated-amazon/simulated-amazon.ts';
import { templateFunctions } from '../template/functions.ts';
import { resolve } from '../template/resolve.ts';
import { parameterDefaults, readTemplate, type Template } from '../template/template.ts';
import { type TemplateValue, textAt } from '../template/values.ts';
import { awsClients, ownServices, type ServiceVariables } from './aws-access.ts';
import { startHttpFront } from './http-front.ts';
import { startQueuePoller } from './queue-poller.ts';
import { startScheduler } from './scheduler.ts';
import { seedConnections } from './seed-connections.ts';
import { makeResources, type StackContext } from './stack-resources.ts';
import { type LambdaWatch, templateLambda } from './template-lambda.ts';
import type { Timers } from './timers.ts';

export interface LocalStackOptions extends LambdaWatch {
  /** Function name → absolute path of its bundle. */
  readonly bundles: ReadonlyMap<string, string>;
  /** Port of the HTTP front; 0 takes any free one. */
  readonly port: number;
  /** The console to serve at `/console`; left out unless said. */
  readonly console?: LocalConsole;
  /** AWS services to use; null starts some of its own. */
  readonly services: ServiceVariables | null;
  readonly timers: Timers;
}

export interface LocalConsole {
  /** Folder of its built page. */
  readonly page: string;
  /** Told of the link for a further browser, once a link has been used. */
  readonly onStarted: (nextUrl: string) => void;
}

export interface LocalStack {
  /** Of the HTTP front. */
  readonly origin: string;
  /** Of the console, good for one browser; null when it is left out. */
  readonly consoleUrl: string | null;
  readonly amazon: SimulatedAmazon;
  readonly accounts: readonly SimulatedAccount[];
  /** Saves the simulated accounts that are to be saved, through the API; a test of each is queued. */
  seed(signal?: AbortSignal): Promise<void>;
  /** Ends everything at once. */
  close(): Promise<void>;
}

const STACK_NAME = 'selling-partner-connections-local';
const STAGE = 'local';
const CONNECTIONS_PREFIX = '/selling-partner-connections/local/';
const MAX_ENVIRONMENTS = 5;
/** The template's window is made for tests that are scattered over a quarter of an hour; here somebody is waiting. */
const BATCHING_WINDOW_MS = 1_000;

/** Rejects, with nothing left running, when a part cannot start: the front with `EADDRINUSE` when its port is taken. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const opened: (() => unknown)[] = [];
  const close = async () => {
    await Promise.all(opened.splice(0).map((closeOne) => closeOne()));
  };
  const keep = <Part extends { close(): unknown }>(part: Part): Part => {
    opened.push(() => part.close());
    return part;
  };
  try {
    return { ...(await start(options, keep)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Keep = <Part extends { close(): unknown }>(part: Part) => Part;

async function start(options: LocalStackOptions, keep: Keep): Promise<Omit<LocalStack, 'close'>> {
  const { timers } = options;
  const amazon = keep(await startSimulatedAmazon());
  const services = options.services ?? ownServices(keep(await startLocalAws()).endpoint);
  const clients = keep(awsClients(services));

  const template = readTemplate();
  const context = await makeResources(template, templateContext(template, services), clients);
  const textOf = (value: TemplateValue) => textAt(resolve(value, context), 'template.yaml');

  const variables = { ...services, AMAZON_LOOPBACK_ORIGIN: amazon.origin };
  const functions = templateFunctions(template).map((described) => {
    const lambda = templateLambda(described, { ...options, context, variables, maxEnvironments: MAX_ENVIRONMENTS });
    return { described, invoke: keep(lambda).invoke };
  });

  for (const { described, invoke } of functions) {
    for (const schedule of described.schedules) {
      keep(startScheduler({ expression: textOf(schedule.expression), input: schedule.input, timers, invoke }));
    }
    for (const queue of described.queues) {
      keep(
        startQueuePoller({
          sqs: clients.sqs,
          queueUrl: textOf({ Ref: queue.source }),
          queueArn: textOf({ 'Fn::GetAtt': [queue.source, 'Arn'] }),
          region: services.AWS_REGION,
          batchSize: queue.batchSize,
          windowMs: BATCHING_WINDOW_MS,
          reportBatchItemFailures: queue.reportBatchItemFailures,
          maxBatches: MAX_ENVIRONMENTS,
          timers,
          invoke,
          onTrouble: (error) => options.onTrouble(`${queue.source}: ${error}`),
        }),
      );
    }
  }

  const files = options.console ? await readPageFiles(options.console.page) : null;
  let served: Console | null = null;
  const front = keep(
    await startHttpFront({
      routes: functions.flatMap(({ described, invoke }) => described.routes.map((route) => ({ ...route, invoke }))),
      documents: { '/_simulated/accounts': () => accountsDocument(amazon.accounts) },
      sites: files ? { '/console': (request, response) => served?.listener(request, response) } : {},
      port: options.port,
      timers,
    }),
  );
  if (files) {
    const { origin } = front;
    const { onTrouble } = options;
    served = createConsole({
      api: frontClient(origin),
      files,
      origin,
      onStarted: options.console?.onStarted,
      onTrouble,
    });
  }
  return {
    origin: front.origin,
    consoleUrl: served?.url ?? null,
    amazon,
    accounts: amazon.accounts,
    seed: (signal) =>
      seedConnections(
        amazon.accounts.filter((account) => account.saved),
        front.origin,
        signal,
      ),
  };
}

/** The front looks at no signature; the console's client makes one all the same. */
function frontClient(origin: string): ApiClient {
  const credentials = async () => ok({ accessKeyId: 'local', secretAccessKey: 'local' });
  return createApiClient({ url: origin, region: 'us-east-1', credentials });
}

function templateContext(template: Template, services: ServiceVariables): StackContext {
  return {
    stackName: STACK_NAME,
    parameters: { ...parameterDefaults(template), Stage: STAGE, ConnectionsPrefix: CONNECTIONS_PREFIX },
    conditions: template.conditions,
    pseudo: {
      'AWS::AccountId': ACCOUNT_ID,
      'AWS::Partition': 'aws',
      'AWS::Region': services.AWS_REGION,
      'AWS::StackName': STACK_NAME,
      'AWS::URLSuffix': 'amazonaws.com',
    },
  };
}

function accountsDocument(accounts: readonly SimulatedAccount[]) {
  return {
    accounts: accounts.map(({ name, settings, expected, saved }) => ({
      name,
      settings,
      expected,
      connectionId: saved ? name : null,
    })),
  };
}
