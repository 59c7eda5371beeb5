/** What a request costs, in calls to AWS and to Amazon; and that a large fleet costs no more than its page. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describe as descriptionOf } from '../../lib/connection/description.ts';
import { digestOf } from '../../lib/connection/digest.ts';
import { parseSettings } from '../../lib/connection/settings.ts';
import { serializeConnection } from '../../lib/connection/stored-connection.ts';
import { Secret } from '../../lib/secret.ts';
import { type ApiCall, clientSecrets, list, patch, put, putUntested } from './api-call.ts';
import { PREFIX, type RegistryWorld, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
beforeAll(async () => {
  world = await startRegistryWorld();
});
afterAll(() => world.close());

interface Cost {
  readonly amazon: number;
  readonly secrets: number;
  readonly writes: number;
  readonly events: number;
  readonly messages: number;
}

async function costOf(call: ApiCall): Promise<Cost> {
  world.aws.forgetCalls();
  world.amazon.clearRequests();
  const { status } = await world.api(call);
  expect(status).toBeLessThan(300);
  const called = world.called();
  const count = (pattern: RegExp) => called.filter((one) => pattern.test(one)).length;
  return {
    amazon: world.amazon.requests().length,
    secrets: count(/^secretsmanager\./),
    writes: count(/^dynamodb\.(?:Put|Update|Delete|BatchWrite|Transact)/),
    events: count(/^events\./),
    messages: count(/^sqs\./),
  };
}

describe('a save', () => {
  it('that creates: 2 requests to Amazon, 3 calls to Secrets Manager, 2 writes, 1 event', async () => {
    const cost = await costOf(put('acme', world.settingsOf('seller-0')));
    expect(cost).toEqual({ amazon: 2, secrets: 3, writes: 2, events: 1, messages: 0 });
  });

  it('that replaces: the same, and no event where the state stays', async () => {
    const cost = await costOf(put('acme', world.settingsOf('seller-1')));
    expect(cost).toEqual({ amazon: 2, secrets: 3, writes: 2, events: 0, messages: 0 });
  });

  it('without a test: nothing of Amazon, 3 calls to Secrets Manager, 2 writes, 1 event, 1 message', async () => {
    const cost = await costOf(putUntested('acme', world.settingsOf('seller-0')));
    expect(cost).toEqual({ amazon: 0, secrets: 3, writes: 2, events: 1, messages: 1 });
  });

  it('of a name: nothing of Amazon, 3 calls to Secrets Manager, one write', async () => {
    const cost = await costOf(patch('acme', { displayName: 'New' }));
    expect(cost).toEqual({ amazon: 0, secrets: 3, writes: 1, events: 0, messages: 0 });
  });

  it('of nothing: one look at the secret', async () => {
    const cost = await costOf(patch('acme', {}));
    expect(cost).toEqual({ amazon: 0, secrets: 1, writes: 0, events: 0, messages: 0 });
  });
});

const FLEET = 10_000;
const NOW = '2026-11-23T10:00:00.000Z';

/** Made without the API, and without the SDK's signing: 10,000 times a save would take minutes. */
async function makeFleet(): Promise<void> {
  const pool = new Pool(world.aws.endpoint, { connections: 16 });
  const parsed = parseSettings(world.settingsOf('seller-2', { displayName: 'One of many', labels: { team: 'emea' } }));
  if (!parsed.ok) throw new Error('The settings are no settings.');
  const settings = parsed.value;
  const make = async (index: number) => {
    const version = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const digests = {
      lwaClientSecret: digestOf(settings.lwaClientSecret, PREFIX),
      lwaRefreshToken: digestOf(new Secret(`token ${index}`), PREFIX),
    };
    const { body, statusCode } = await pool.request({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.CreateSecret',
        authorization: 'any',
      },
      body: JSON.stringify({
        Name: `${PREFIX}many-${String(index).padStart(5, '0')}`,
        ClientRequestToken: version,
        SecretString: serializeConnection(settings, NOW, NOW),
        Description: descriptionOf({ version, settings, createdAt: NOW, updatedAt: NOW, digests }),
      }),
    });
    await body.dump();
    expect(statusCode).toBe(200);
  };
  const indexes = Array.from({ length: FLEET }, (_, index) => index);
  for (let start = 0; start < FLEET; start += 100) await Promise.all(indexes.slice(start, start + 100).map(make));
  await pool.close();
}

describe(`a fleet of ${FLEET}`, () => {
  beforeAll(async () => {
    await world.clear();
    await makeFleet();
    world.aws.forgetCalls();
  }, 120_000);

  it('lists 100 by one ListSecrets, and results in one batch; no secret is read', async () => {
    const { status, body } = await world.api(list({ limit: '100' }));
    expect(status).toBe(200);
    expect(body.connections).toHaveLength(100);
    expect(world.called()).toEqual(['secretsmanager.ListSecrets', 'dynamodb.BatchGetItem']);
  });

  it('is listed page by page, in order, whole, each page for the same two calls and no memory of the others', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const heapAfter = () => {
      world.aws.forgetCalls();
      collect();
      return process.memoryUsage().heapUsed;
    };
    let seen = 0;
    let nextToken: string | undefined;
    let heapEarly = 0;
    do {
      world.aws.forgetCalls();
      const { body } = await world.api(list({ limit: '100', ...(nextToken ? { nextToken } : {}) }));
      expect(body.connections.length).toBeLessThanOrEqual(100);
      expect(world.called()).toEqual(['secretsmanager.ListSecrets', 'dynamodb.BatchGetItem']);
      for (const { connectionId } of body.connections) {
        expect(connectionId).toBe(`many-${String(seen).padStart(5, '0')}`);
        seen += 1;
      }
      ({ nextToken } = body);
      if (seen === 2_000) heapEarly = heapAfter();
    } while (nextToken);
    expect(seen).toBe(FLEET);
    // 8,000 connections more would be four million bytes.
    expect(heapAfter() - heapEarly).toBeLessThan(2_000_000);
  });

  it('is filtered with the same two calls a page, or one where nothing is left to look up', async () => {
    const { body } = await world.api(list({ limit: '100', endpoint: 'fe' }));
    expect(body.connections).toEqual([]);
    expect(body.nextToken).toEqual(expect.any(String));
    world.aws.forgetCalls();
    await world.api(list({ limit: '100', endpoint: 'fe', nextToken: body.nextToken ?? '' }));
    expect(world.called()).toEqual(['secretsmanager.ListSecrets']);
  });

  it('a new client secret that all have already costs a look at the index: no secret is read', async () => {
    const { lwaClientId, lwaClientSecret } = world.settingsOf('seller-2');
    world.aws.forgetCalls();
    const { status, body } = await world.api(clientSecrets({ lwaClientId, lwaClientSecret }));
    expect([status, body]).toEqual([200, { connections: [], remaining: 0 }]);
    expect(new Set(world.called())).toEqual(new Set(['secretsmanager.ListSecrets']));
    expect(world.called()).toHaveLength(FLEET / 100);
  });

  it('a new client secret for all is told of as far as time goes', async () => {
    const { lwaClientId } = world.settingsOf('seller-2');
    const { body } = await world.api(clientSecrets({ lwaClientId, lwaClientSecret: 'mistyped' }), 9);
    expect(body).toMatchObject({ connections: [{ outcome: 'failed' }], remaining: FLEET - 1 });
  });
});
