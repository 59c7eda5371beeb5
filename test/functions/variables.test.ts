import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateFunctions } from '../../infra/template/functions.ts';
import { readTemplate } from '../../infra/template/template.ts';
import { loadBundle } from './bundle.ts';
import { type LocalWorld, startLocalWorld } from './local-world.ts';

const WITH_DEFAULTS = ['SECRET_CACHE_SECONDS', 'TEST_INTERVAL_MINUTES', 'DIAGNOSTIC_CALLS', 'PER_CONNECTION_METRICS'];
const FUNCTIONS = templateFunctions(readTemplate()).map(({ name, environment }) => ({
  name,
  variables: Object.keys(environment),
}));

let world: LocalWorld;
beforeAll(async () => {
  world = await startLocalWorld();
});
afterAll(() => world.close());

function without(variables: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
}

async function load(name: string, variables: Record<string, string>): Promise<void> {
  const bundle = await loadBundle(name, variables);
  await bundle.close();
}

describe.each(FUNCTIONS)('$name', ({ name, variables }) => {
  it('loads with the variables of the template, without those that have a default, and makes no call', async () => {
    world.aws.forgetCalls();
    world.amazon.clearRequests();
    await load(name, world.variables(name));
    await load(name, without(world.variables(name), WITH_DEFAULTS));
    expect(world.aws.calls()).toEqual([]);
    expect(world.amazon.requests()).toEqual([]);
  });

  it.each(variables.filter((variable) => !WITH_DEFAULTS.includes(variable)))(
    'does not load without %s, and names it',
    async (variable) => {
      await expect(load(name, without(world.variables(name), [variable]))).rejects.toThrow(variable);
    },
  );

  it('does not load with a stand-in Amazon that is not on this machine, and names the variable', async () => {
    const variables = { ...world.variables(name), AMAZON_LOOPBACK_ORIGIN: 'http://amazon.example:80' };
    await expect(load(name, variables)).rejects.toThrow('AMAZON_LOOPBACK_ORIGIN');
  });
});

it.each([
  ['access-tokens', 'CONNECTIONS_PREFIX', 'no-slash'],
  ['access-tokens', 'SECRET_CACHE_SECONDS', 'five'],
  ['access-tokens', 'SECRET_CACHE_SECONDS', '-1'],
  ['access-tokens', 'TEST_QUEUE_URL', 'queue'],
  ['access-tokens', 'STAGE', 'a stage'],
  ['access-tokens', 'STAGE', ''],
  ['access-tokens', 'AMAZON_LOOPBACK_ORIGIN', 'https://127.0.0.1:8788'],
  ['access-tokens', 'AMAZON_LOOPBACK_ORIGIN', 'http://127.0.0.1:8788/'],
  ['access-tokens', 'AMAZON_LOOPBACK_ORIGIN', 'http://localhost:8788'],
  ['access-tokens', 'AMAZON_LOOPBACK_ORIGIN', 'http://127.0.0.1.example.com:80'],
  ['access-tokens', 'AMAZON_LOOPBACK_ORIGIN', 'http://127.0.0.1@example.com:80'],
  ['plan-tests', 'TEST_INTERVAL_MINUTES', '45'],
  ['run-tests', 'DIAGNOSTIC_CALLS', 'yes'],
  ['run-tests', 'PER_CONNECTION_METRICS', 'all'],
])('%s does not load with %s=%s, and names it', async (name, variable, value) => {
  await expect(load(name, { ...world.variables(name), [variable]: value })).rejects.toThrow(variable);
});

it.each([
  ['', ''],
  ['https://secretsmanager.eu-west-1.amazonaws.com', ''],
  ['http://127.0.0.1:4566', 'https://secretsmanager.eu-west-1.amazonaws.com'],
  ['http://127.0.0.1.example.com', ''],
])('a stand-in Amazon never meets a real secret: AWS_ENDPOINT_URL=%j, _SECRETS_MANAGER=%j', async (all, secrets) => {
  const variables = {
    ...world.variables('access-tokens'),
    AWS_ENDPOINT_URL: all,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets,
  };
  await expect(load('access-tokens', variables)).rejects.toThrow('AMAZON_LOOPBACK_ORIGIN');
});
