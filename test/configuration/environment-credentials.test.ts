import { afterEach, expect, test, vi } from 'vitest';
import { defaultProvider } from '../../lib/configuration/environment-credentials.ts';

afterEach(() => vi.unstubAllEnvs());

function stub(id: string | undefined, key: string | undefined, token?: string): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', id);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', key);
  vi.stubEnv('AWS_SESSION_TOKEN', token);
}

test('credentials are what the environment says when they are asked for', async () => {
  const provider = defaultProvider();
  stub('AKIDEXAMPLE', 'example', 'session');

  expect(await provider()).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example', sessionToken: 'session' });
});

test('a session token is not needed', async () => {
  stub('AKIDEXAMPLE', 'example');

  expect(await defaultProvider()()).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' });
});

test.for([
  [undefined, 'example'],
  ['AKIDEXAMPLE', undefined],
  ['', ''],
])('without %s and %s there are none, and the error shows nothing', async ([id, key]) => {
  stub(id, key);

  await expect(defaultProvider()()).rejects.toThrow('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are missing.');
});
