import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { amazonLoopbackOrigin } from '../../lib/configuration/environment.ts';

const LOCAL = 'http://127.0.0.1:4566';
const REMOTE = 'https://remote.example.com';

afterEach(() => vi.unstubAllEnvs());

/** Where the SDK would send a request for a secret. */
async function hostOfTheSdk(): Promise<string> {
  const client = new SecretsManagerClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  let hostname = '';
  client.middlewareStack.add(
    () => async (args) => {
      hostname =
        typeof args.request === 'object' && args.request !== null && 'hostname' in args.request
          ? String(args.request.hostname)
          : '';
      throw new Error('not sent');
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client.send(new ListSecretsCommand({})).catch(() => undefined);
  return hostname;
}

describe('what we hold of the endpoint of Secrets Manager is what the SDK does', () => {
  test.for([
    {},
    { AWS_ENDPOINT_URL: LOCAL },
    { AWS_ENDPOINT_URL: REMOTE },
    { AWS_ENDPOINT_URL: LOCAL, AWS_ENDPOINT_URL_SECRETS_MANAGER: REMOTE },
    { AWS_ENDPOINT_URL: REMOTE, AWS_ENDPOINT_URL_SECRETS_MANAGER: LOCAL },
    { AWS_ENDPOINT_URL: LOCAL, AWS_ENDPOINT_URL_SECRETS_MANAGER: '' },
    { AWS_ENDPOINT_URL: LOCAL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    { AWS_ENDPOINT_URL: LOCAL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' },
    { AWS_ENDPOINT_URL_SQS: LOCAL },
  ])('%j', async (variables) => {
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'])
      vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');

    const isLocal = (await hostOfTheSdk()) === '127.0.0.1';
    const origin = () => amazonLoopbackOrigin({ AMAZON_LOOPBACK_ORIGIN: 'http://127.0.0.1:4010', ...variables });
    if (isLocal) expect(origin()).toBe('http://127.0.0.1:4010');
    else expect(origin).toThrow('AMAZON_LOOPBACK_ORIGIN');
  });
});
