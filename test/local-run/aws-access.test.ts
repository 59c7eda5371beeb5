import { describe, expect, it } from 'vitest';
import { ownServices, usersServices } from '../../infra/local-run/aws-access.ts';

describe("the user's AWS services", () => {
  it('are taken only when AWS_ENDPOINT_URL is set', () => {
    expect(usersServices({})).toBeNull();
    expect(usersServices({ AWS_ENDPOINT_URL: '', AWS_REGION: 'eu-west-1' })).toBeNull();
  });

  it('are reached by all of their variables, and by nothing else of the environment', () => {
    const services = usersServices({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5571',
      AWS_ENDPOINT_URL_SQS: 'http://localhost:9324',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://[::1]:8000',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'mine',
      AWS_PROFILE: 'work',
      NODE_OPTIONS: '--inspect',
    });
    expect(services).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5571',
      AWS_ENDPOINT_URL_SQS: 'http://localhost:9324',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://[::1]:8000',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'mine',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    expect(services).not.toHaveProperty('AWS_PROFILE');
    expect(services).not.toHaveProperty('NODE_OPTIONS');
  });

  it.each([
    [{ AWS_ENDPOINT_URL: 'https://secretsmanager.us-east-1.amazonaws.com' }, 'AWS_ENDPOINT_URL is https'],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1.example.com' }, 'AWS_ENDPOINT_URL is http'],
    [{ AWS_ENDPOINT_URL: 'not an address' }, 'AWS_ENDPOINT_URL is not'],
    [
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:5571', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://vpce-1.amazonaws.com' },
      'AWS_ENDPOINT_URL_SECRETS_MANAGER is https',
    ],
  ])('are refused when one is not on this machine: %j', (environment, message) => {
    expect(() => usersServices(environment)).toThrow(message);
  });
});

describe('services of its own', () => {
  it('are reached without any profile or file of the machine', () => {
    const variables = ownServices('http://127.0.0.1:4000');
    expect(variables.AWS_ENDPOINT_URL).toBe('http://127.0.0.1:4000');
    expect(variables.AWS_CONFIG_FILE).toBe(variables.AWS_SHARED_CREDENTIALS_FILE);
  });
});
