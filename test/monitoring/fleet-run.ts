/**
 * The functions as they are deployed, at work for a fleet in which everything occurs: what passes, fails and cannot be told,
 * dates that run out, tokens new and from memory, a message that nobody can read, a secret that cannot be read.
 */
import type { SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import { account } from '../../infra/simulated-amazon/account.ts';
import { apiEvent } from '../functions/api-event.ts';
import { type LocalWorld, startLocalWorld } from '../functions/local-world.ts';
import { type EmfLine, emfOf } from '../functions/log-lines.ts';

export const STAGE_OF_THE_RUN = 'test';

const ACCOUNTS: readonly SimulatedAccount[] = [
  account({ name: 'healthy' }),
  account({ name: 'revoked', revoked: true }),
  account({ name: 'throttled', exhaustedQuotas: ['getFeeds'] }),
  account({ name: 'unavailable', fault: { lwa: { kind: 'status', status: 503 } } }),
];

/** What all functions printed as metrics. */
export async function runFleet(variables: Record<string, string>): Promise<EmfLine[]> {
  const world = await startLocalWorld(ACCOUNTS);
  try {
    return await work(world, variables);
  } finally {
    await world.close();
  }
}

async function work(world: LocalWorld, variables: Record<string, string>): Promise<EmfLine[]> {
  const [runTests, planTests, accessTokens] = await Promise.all([
    world.load('run-tests', variables),
    world.load('plan-tests'),
    world.load('access-tokens'),
  ]);
  for (const { name, settings } of ACCOUNTS) {
    const dates = { clientSecretCreatedOn: '2026-01-01', authorizedOn: '2026-01-01' };
    await world.save(name, { ...settings, ...dates }, { schema: 1, endpoint: settings.endpoint, ...dates });
  }
  const token = (name: string) =>
    accessTokens.invoke(
      apiEvent({ routeKey: 'POST /connections/{connectionId}/access-tokens', connectionId: name, body: {} }),
    );

  await runTests.invoke(sqsEvent(ACCOUNTS.map(({ name }) => testOf(name))));
  await runTests.invoke(sqsEvent(['not a test']));
  await planTests.invoke({});
  for (const name of ['healthy', 'healthy', 'revoked', 'unavailable']) await token(name);
  world.aws.faults.inject('secretsmanager.GetSecretValue', 'access-denied');
  await token('never-read');
  return emfOf([runTests, planTests, accessTokens].flatMap(({ stdout }) => [...stdout]));
}

/** By trigger `save`, which sets the state at once. */
export function testOf(connectionId: string, trigger = 'save'): string {
  return JSON.stringify({ connectionId, runId: 'run', scheduledTime: new Date().toISOString(), trigger });
}

/** An event as SQS gives it to Lambda. */
export function sqsEvent(bodies: readonly string[]): object {
  return { Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body })) };
}

/** Each series that the lines make: `TestsRun{Stage=test,Verdict=passed}`. */
export function seriesOf(lines: readonly EmfLine[]): string[] {
  const series = lines.flatMap(({ metrics, dimensions, values }) =>
    metrics.flatMap(({ Name }) =>
      dimensions.map((names) => `${Name}{${names.map((name) => `${name}=${values[name]}`).join(',')}}`),
    ),
  );
  return [...new Set(series)].sort();
}
