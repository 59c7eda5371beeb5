/**
 * Every operation of Amazon's, with hostile values in its path: by HTTP through the front and the function as it is
 * deployed, to the simulated Amazon, which tells what arrived.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import type { MadeUpAnswer } from '../../infra/simulated-amazon/made-up-answer.ts';
import { type ListedOperation, OPERATION_LIST } from '../../infra/simulated-amazon/operation-list.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { type ProxyReply, type ProxyWorld, problemOf, startProxyWorld } from '../operation/proxy-world.ts';

const PLAIN = 'ABC-123';
const HOSTILE = [
  ['nothing special', PLAIN],
  ['a space', 'A B'],
  ['a percent sign', '100%'],
  ['what looks encoded', '%41%2F'],
  ['a plus', 'A+B'],
  ['Unicode', 'Grüße-日本-😀'],
  ['quotes', `"A" 'B'`],
  ['a semicolon', 'A;B=C'],
  ['a colon', 'A:B'],
  ['everything else', '!*()~$&,=@[]{}<>^`|#'],
] as const;
/** API Gateway decodes it, so that it reads like two segments. */
const WITH_A_SLASH = 'A/B';

const QUERY = 'marketplaceIds=ATVPDKIKX0DER&a=b+c&a=%20&e=&&x=y;z,%2C';
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const BODY = Buffer.concat([Buffer.from('{"a": "Grüße"}'), Buffer.from([0, 255, 13, 10])]);
/** The simulation plays these out; what reaches them is seen in its log. */
const PLAYED_OUT: ReadonlySet<string> = new Set([
  'GET /feeds/2021-06-30/feeds',
  'GET /sellers/v1/marketplaceParticipations',
  'GET /vendor/orders/v1/purchaseOrders',
  'POST /tokens/2021-03-01/restrictedDataToken',
  'GET /notifications/v1/destinations',
]);

let amazon: SimulatedAmazon;
let proxy: ProxyWorld;
let nowMs = Date.now();
beforeAll(async () => {
  amazon = await startSimulatedAmazon({
    accounts: [account({ name: 'seller' }), account({ name: 'vendor', accountType: 'vendor' })],
    clock: () => nowMs,
  });
  proxy = await startProxyWorld(() => amazon.origin);
  for (const { name, settings } of amazon.accounts) await proxy.world.save(name, settings);
});
afterAll(async () => {
  await proxy.close();
  await amazon.close();
});

interface Filled {
  readonly target: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The path with a value in the place of each parameter, encoded in whole. */
function filled({ path }: ListedOperation, value: string): Filled {
  const parameters: Record<string, string> = {};
  const target = path.replaceAll(/\{([^}]+)\}/g, (_template, name: string) => {
    parameters[name] = value;
    return encodeURIComponent(value);
  });
  return { target, parameters };
}

async function call({ method, path }: ListedOperation, target: string, saysPath: boolean): Promise<ProxyReply> {
  // No quota shall be used up while all are tried.
  nowMs += 30 * 60_000;
  return proxy.call({
    connectionId: path.startsWith('/vendor/') ? 'vendor' : 'seller',
    method,
    target: `${target}?${QUERY}`,
    headers: {
      ...(saysPath && { 'x-sp-api-path': target }),
      ...(WITH_BODY.has(method) && { 'content-type': 'application/octet-stream' }),
    },
    ...(WITH_BODY.has(method) && { body: BODY }),
  });
}

function expectUnharmed(operation: ListedOperation, { parameters }: Filled, reply: ProxyReply): void {
  const { method, path } = operation;
  const body = WITH_BODY.has(method) ? BODY : Buffer.alloc(0);
  const told: MadeUpAnswer = JSON.parse(reply.body.toString());
  expect({ status: reply.status, told }).toEqual({
    status: 200,
    told: {
      simulated: true,
      operation: `${method} ${path}`,
      pathParameters: parameters,
      query: QUERY,
      body: { bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') },
    },
  });
  expect(reply.headers).toMatchObject({ 'x-answered-by': 'amazon' });
}

const nameOf = ({ method, path }: ListedOperation) => `${method} ${path}`;
const listed = OPERATION_LIST.filter((operation) => !operation.path.startsWith('/applications/'));
const madeUp = listed.filter((operation) => !PLAYED_OUT.has(nameOf(operation)));
const withParameters = madeUp.filter(({ path }) => path.includes('{'));

test('all of them are here', () => {
  expect(OPERATION_LIST).toHaveLength(370);
  expect(new Set(OPERATION_LIST.map(nameOf)).size).toBe(370);
  expect([madeUp.length, listed.length, withParameters.length]).toEqual([364, 369, 208]);
});

test.for(madeUp)('$method $path arrives unharmed', async (operation) => {
  const values = operation.path.includes('{') ? HOSTILE.map(([, value]) => value) : [PLAIN];
  for (const value of values) {
    const sent = filled(operation, value);
    expectUnharmed(operation, sent, await call(operation, sent.target, false));
  }
});

test.for(withParameters)('$method $path arrives unharmed with a slash, said in x-sp-api-path', async (operation) => {
  const sent = filled(operation, WITH_A_SLASH);

  expectUnharmed(operation, sent, await call(operation, sent.target, true));
});

test.for(withParameters)('$method $path is never taken for another by what API Gateway cuts off', async (operation) => {
  // It cuts a path at a decoded question mark: what is left would name something else.
  const { target } = filled(operation, 'A?B');
  amazon.clearRequests();

  const reply = await call(operation, target, true);

  expect([reply.status, problemOf(reply).code]).toEqual([400, 'path_refused']);
  expect(amazon.requests()).toEqual([]);
});

test.for(listed.filter((operation) => PLAYED_OUT.has(nameOf(operation))))(
  '$method $path arrives',
  async (operation) => {
    const reply = await call(operation, operation.path, false);

    expect(reply.headers).toMatchObject({ 'x-answered-by': 'amazon' });
    expect(amazon.requests().at(-1)).toMatchObject({
      host: 'sellingpartnerapi-na.amazon.com',
      method: operation.method,
      path: operation.path,
      query: QUERY,
      status: reply.status,
    });
  },
);

test('the one that would change the application never leaves', async () => {
  const [operation] = OPERATION_LIST.filter(({ path }) => path.startsWith('/applications/'));
  if (!operation) throw new Error('it is not listed');
  amazon.clearRequests();

  const reply = await call(operation, operation.path, false);

  expect([reply.status, problemOf(reply).code]).toEqual([403, 'operation_refused']);
  expect(amazon.requests()).toEqual([]);
});
