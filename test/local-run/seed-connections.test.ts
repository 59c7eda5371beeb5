import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seedConnections } from '../../infra/local-run/seed-connections.ts';
import { account } from '../../infra/simulated-amazon/account.ts';

interface Saved {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: unknown;
}

let server: Server;
let origin: string;
let saved: Saved[];
let status: number;

beforeEach(async () => {
  saved = [];
  status = 201;
  server = createServer(async ({ method, url }, response) => {
    const body = await json(response.req);
    saved.push({ method, url, body });
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

it('saves each account through the API, untested, under its name and with its settings', async () => {
  const acme = account({ name: 'acme-eu', authorizedFor: 'eu' });
  const other = account({ name: 'acme-na' });
  await seedConnections([acme, other], origin);
  expect(saved).toHaveLength(2);
  expect(saved).toContainEqual({ method: 'PUT', url: '/connections/acme-eu/untested', body: acme.settings });
  expect(saved).toContainEqual({ method: 'PUT', url: '/connections/acme-na/untested', body: other.settings });
});

it('says which account was not saved', async () => {
  status = 503;
  await expect(seedConnections([account({ name: 'acme-eu' })], origin)).rejects.toThrow('acme-eu was not saved: 503');
});
