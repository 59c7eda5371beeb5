/** Runs the built functions on this machine, for the simulated accounts, and keeps what they print and put on the bus. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { buildFunctions } from '../../build/build.ts';
import { ACCOUNT_ID, REGION } from '../../local-aws/account.ts';
import { type LocalAws, startLocalAws } from '../../local-aws/local-aws.ts';
import { awsClients, ownServices } from '../../local-run/aws-access.ts';
import { makeResources } from '../../local-run/stack-resources.ts';
import { templateLambda } from '../../local-run/template-lambda.ts';
import { systemTimers } from '../../local-run/timers.ts';
import type { SimulatedAccount } from '../../simulated-amazon/account.ts';
import { startSimulatedAmazon } from '../../simulated-amazon/simulated-amazon.ts';
import { templateFunctions } from '../../template/functions.ts';
import { parameterDefaults, readTemplate } from '../../template/template.ts';
import type { FailingConnection, Recording } from './recording.ts';

const STACK_NAME = 'picture';
const PREFIX = '/selling-partner-connections/picture/';
const BATCH = 10;

type Invoke = (functionName: string, event: unknown) => Promise<void>;

export async function record(): Promise<Recording> {
  const outdir = await mkdtemp(join(tmpdir(), 'selling-partner-connections-picture-'));
  const [aws, amazon] = await Promise.all([startLocalAws(), startSimulatedAmazon()]);
  const services = ownServices(aws.endpoint);
  const clients = awsClients(services);
  const lines: string[] = [];
  const closing: (() => Promise<void>)[] = [];
  try {
    const built = await buildFunctions({ outdir });
    const template = readTemplate();
    const parameters = { ...parameterDefaults(template), Stage: STACK_NAME, ConnectionsPrefix: PREFIX };
    const pseudo = {
      'AWS::AccountId': ACCOUNT_ID,
      'AWS::Partition': 'aws',
      'AWS::Region': REGION,
      'AWS::StackName': STACK_NAME,
    };
    const { conditions } = template;
    const context = await makeResources(template, { stackName: STACK_NAME, parameters, conditions, pseudo }, clients);
    const lambdas = new Map(
      templateFunctions(template).map((described) => {
        const lambda = templateLambda(described, {
          bundles: new Map(built.map(({ name, bundle }) => [name, bundle])),
          context,
          variables: { ...services, AMAZON_LOOPBACK_ORIGIN: amazon.origin },
          maxEnvironments: 1,
          timers: systemTimers,
          onLine: (_, line) => lines.push(line),
          onTrouble: (text) => console.error(text),
        });
        closing.push(() => lambda.close());
        return [described.name, lambda];
      }),
    );
    const accounts = amazon.accounts.filter(({ saved }) => saved);
    for (const account of accounts) await clients.secrets.send(new CreateSecretCommand(secretOf(account)));
    await useAndTest(accounts, async (functionName, event) => {
      await lambdas.get(functionName)?.invoke(event);
    });
    await written(lines);
    return recordingOf(lines, aws);
  } finally {
    await Promise.all(closing.map((close) => close()));
    clients.close();
    await Promise.all([aws.close(), amazon.close(), rm(outdir, { recursive: true, force: true })]);
  }
}

/** Lines come some while after the invocation that printed them. */
async function written(lines: readonly string[]): Promise<void> {
  let count = -1;
  while (count !== lines.length) {
    count = lines.length;
    await setTimeout(500);
  }
}

function secretOf({ name, settings }: SimulatedAccount) {
  return {
    Name: `${PREFIX}${name}`,
    SecretString: JSON.stringify({ schema: 1, ...settings }),
    Description: JSON.stringify({
      schema: 1,
      endpoint: settings.endpoint,
      clientSecretCreatedOn: daysAgo(139),
      authorizedOn: daysAgo(139),
    }),
  };
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** A test of each, as after a save; a run of the schedule; and three tokens of one connection. */
async function useAndTest(accounts: readonly SimulatedAccount[], invoke: Invoke): Promise<void> {
  const scheduledTime = new Date().toISOString();
  const bodies = accounts.map(({ name }) =>
    JSON.stringify({ connectionId: name, runId: 'picture', scheduledTime, trigger: 'save' }),
  );
  for (let start = 0; start < bodies.length; start += BATCH) {
    const batch = bodies.slice(start, start + BATCH);
    await invoke('run-tests', { Records: batch.map((body, index) => ({ messageId: String(index), body })) });
  }
  await invoke('plan-tests', {});
  for (let count = 0; count < 3; count += 1) await invoke('access-tokens', tokenRequest('acme-eu'));
}

function tokenRequest(connectionId: string) {
  const routeKey = 'POST /connections/{connectionId}/access-tokens';
  const authorizer = { iam: { userArn: `arn:aws:iam::${ACCOUNT_ID}:user/local` } };
  return {
    version: '2.0',
    routeKey,
    rawPath: `/connections/${connectionId}/access-tokens`,
    rawQueryString: '',
    headers: {},
    pathParameters: { connectionId },
    requestContext: { requestId: 'picture', routeKey, stage: '$default', authorizer, http: { method: 'POST' } },
    isBase64Encoded: false,
  };
}

const emfLine = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.tuple([
      z.object({ Dimensions: z.tuple([z.array(z.string())]), Metrics: z.array(z.object({ Name: z.string() })) }),
    ]),
  }),
});
const failure = z.object({
  connectionId: z.string(),
  endpoint: z.string(),
  to: z.literal('failed'),
  diagnosis: z.object({ code: z.string(), remedy: z.string() }),
});

function recordingOf(lines: readonly string[], aws: LocalAws): Recording {
  const sums: Record<string, number> = {};
  const latenciesMs: Record<string, number[]> = {};
  for (const line of lines) {
    const { success, data } = z.safeParse(emfLine, JSON.parse(line));
    if (!success) continue;
    const [{ Dimensions, Metrics }] = data._aws.CloudWatchMetrics;
    const dimension = Dimensions[0].find((name) => name !== 'Stage');
    const value = dimension === undefined ? '' : `[${data[dimension]}]`;
    for (const { Name } of Metrics) {
      const observed = [data[Name]].flat().map(Number);
      sums[`${Name}${value}`] = observed.reduce((total, one) => total + one, sums[`${Name}${value}`] ?? 0);
      if (Name === 'TestLatencyMs')
        latenciesMs[String(data.Request)] = [...(latenciesMs[String(data.Request)] ?? []), ...observed];
    }
  }
  const latencyMs = Object.fromEntries(
    Object.entries(latenciesMs).map(([request, values]) => [
      request,
      { p50: percentile(values, 50), p99: percentile(values, 99) },
    ]),
  );
  return {
    recordedOn: daysAgo(0),
    sums,
    latencyMs,
    failing: aws.events().flatMap(({ detail }) => failingFrom(detail)),
  };
}

/** By the nearest rank. */
function percentile(values: readonly number[], percent: number): number {
  const inOrder = values.toSorted((one, other) => one - other);
  return inOrder[Math.ceil((percent / 100) * inOrder.length) - 1] ?? 0;
}

function failingFrom(detail: object): FailingConnection[] {
  const { success, data } = z.safeParse(failure, detail);
  return success ? [{ connectionId: data.connectionId, endpoint: data.endpoint, ...data.diagnosis }] : [];
}
