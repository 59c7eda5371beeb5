import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ConnectedApi, connect } from '../../infra/api-client/connect.ts';
import { connectionsApi } from '../../infra/api-client/connections-api.ts';
import { REGION, SIGNER } from '../clients/signed-front.ts';
import { type ScriptedApi, startScriptedApi } from './scripted-api.ts';

let api: ScriptedApi;

beforeAll(async () => {
  api = await startScriptedApi();
});
afterAll(() => api.close());
afterEach(() => vi.unstubAllEnvs());

function signedIn(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', SIGNER.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SIGNER.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', SIGNER.sessionToken);
}

async function connected(url = api.url): Promise<ConnectedApi> {
  const client = await connect({ url, region: REGION });
  if (!client.ok) throw new Error(client.failure);
  return client.value;
}

async function outcome(answer: ScriptedApi['answer']) {
  api.answer = answer;
  return (await connected()).send({ method: 'GET', path: '/connections' });
}

const problem = {
  type: 'about:blank',
  title: 'Bad Request',
  status: 400,
  detail: 'The request is not valid.',
  code: 'invalid_request',
  requestId: 'r-1',
  errors: [{ pointer: '/endpoint', detail: 'is not an endpoint; use eu' }],
};

describe('a request', () => {
  it.each([
    { method: 'GET', path: '/connections', query: [['displayName', 'Zoë & söhne +1'] as const] },
    { method: 'GET', path: '/connections/a/sp-api/listings/2021-08-01/items/A1/SKU%2F1%20%C3%BC', query: [] },
    { method: 'GET', path: '/connections', query: [['b', '2'] as const, ['a', '1'] as const, ['a', '0'] as const] },
    { method: 'PUT', path: '/connections/a', body: '{"displayName":"东京"}' },
    { method: 'POST', path: '/connections/a/tests' },
  ])('is signed so that API Gateway lets it in: $method $path', async (request) => {
    signedIn();
    await (await connected()).send(request);

    expect(api.received.at(-1)).toMatchObject({ method: request.method, fault: null, body: request.body ?? '' });
    expect(api.received.at(-1)?.target).toContain(request.path);
  });

  it('goes to a machine of ours without any credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    api.answer = { status: 200, body: '{}' };

    expect(await (await connected()).send({ method: 'GET', path: '/endpoints' })).toMatchObject({ kind: 'done' });
    expect(api.received.at(-1)?.headers.authorization).toContain('Credential=local/');
  });

  it('follows no redirection: what it carries is for one address', async () => {
    const asked = api.received.length;

    expect(await outcome({ status: 307, headers: { location: '/elsewhere' } })).toMatchObject({ kind: 'unexpected' });
    expect(api.received).toHaveLength(asked + 1);
  });

  it('ends when its signal does', async () => {
    await expect(
      (await connected()).send({ method: 'GET', path: '/' }, AbortSignal.abort(new Error('interrupted'))),
    ).rejects.toThrow('interrupted');
  });
});

describe('an answer', () => {
  it('of the API is done', async () => {
    expect(await outcome({ status: 202, body: '{}' })).toMatchObject({ kind: 'done', answer: { status: 202 } });
  });

  it('of Amazon is done, whatever Amazon said', async () => {
    const headers = { 'x-answered-by': 'amazon' };

    expect(await outcome({ status: 403, headers, body: '{"errors":[]}' })).toMatchObject({ kind: 'done' });
  });

  it('that is a problem tells its code, its fields and when to come again', async () => {
    const headers = { 'retry-after': '45' };

    expect(await outcome({ status: 400, headers, body: JSON.stringify(problem) })).toMatchObject({
      kind: 'problem',
      problem: { code: 'invalid_request', errors: problem.errors },
      retryAfterSeconds: 45,
    });
  });

  it('of IAM is a refusal', async () => {
    expect(await outcome({ status: 403, body: '{"message":"Forbidden"}' })).toMatchObject({
      kind: 'refused',
      reason: 'forbidden',
      detail: 'Forbidden',
    });
  });

  it('of API Gateway is unexpected, in its words', async () => {
    expect(await outcome({ status: 404, body: '{"message":"Not Found"}' })).toMatchObject({
      kind: 'unexpected',
      detail: 'Not Found',
    });
  });

  it('of somebody else is unexpected', async () => {
    expect(await outcome({ status: 502, body: '<html>' })).toMatchObject({ kind: 'unexpected', detail: '' });
  });

  it('that is not of the shape asked for is unexpected, even with 200', async () => {
    api.answer = { status: 200, body: '<html>Welcome</html>' };

    expect(await connectionsApi(await connected()).list({})).toMatchObject({ kind: 'unexpected' });
  });
});

describe('without an answer', () => {
  it('a machine on which nothing listens is unreachable', async () => {
    const ended = await startScriptedApi();
    const client = await connected(ended.url);
    ended.close();

    expect(await client.send({ method: 'GET', path: '/' })).toMatchObject({
      kind: 'unreachable',
      reason: 'nobody_listens',
    });
  });

  it('a host that nobody knows is unreachable', async () => {
    signedIn();
    const client = await connected('https://abc123.execute-api.eu-west-1.invalid');

    expect(await client.send({ method: 'GET', path: '/' })).toMatchObject({
      kind: 'unreachable',
      reason: 'unknown_host',
    });
  });
});

describe('credentials', () => {
  const url = 'https://abc123.execute-api.eu-west-1.invalid';

  it('that are nowhere are said to be missing, and nothing is sent', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');

    expect(await (await connected(url)).send({ method: 'GET', path: '/' })).toMatchObject({
      kind: 'refused',
      reason: 'no_credentials',
    });
  });

  it('that have ended are said to have', async () => {
    signedIn();
    vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', '2020-01-01T00:00:00Z');

    expect(await (await connected(url)).send({ method: 'GET', path: '/' })).toMatchObject({
      kind: 'refused',
      reason: 'credentials_expired',
    });
  });
});
