/** A client that says itself which host it means, over a real socket of its own for each request. */
import { request } from 'node:http';
import type { SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import type { SimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import { endpointOf, LWA_HOST } from '../../lib/amazon/endpoints.ts';

export interface Call {
  readonly host: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export const FEEDS_PATH = '/feeds/2021-06-30/feeds';
export const PRODUCTION_FEEDS = `${FEEDS_PATH}?feedTypes=JSON_LISTINGS_FEED&pageSize=1`;
export const SANDBOX_FEEDS = `${FEEDS_PATH}?feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=CANCELLED,DONE`;
export const PARTICIPATIONS = '/sellers/v1/marketplaceParticipations';
export const PURCHASE_ORDERS = '/vendor/orders/v1/purchaseOrders?limit=1';

/** Rejects when the connection ends before the answer is whole. */
export function call(
  amazon: SimulatedAmazon,
  { host, method = 'GET', path, headers = {}, body }: Call,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${amazon.origin}${path}`, { method, headers: { host, ...headers }, agent: false });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.end(body);
  });
}

export function json(reply: Reply): unknown {
  return JSON.parse(reply.text);
}

/** The `errors[0]` of an SP-API answer. */
export function firstError(reply: Reply): unknown {
  const body = json(reply);
  return typeof body === 'object' && body !== null && 'errors' in body && Array.isArray(body.errors)
    ? body.errors[0]
    : null;
}

export function accountNamed(amazon: SimulatedAmazon, name: string): SimulatedAccount {
  const account = amazon.accounts.find((candidate) => candidate.name === name);
  if (!account) throw new Error(`no account ${name}`);
  return account;
}

export function postForm(amazon: SimulatedAmazon, form: Record<string, string>): Promise<Reply> {
  return call(amazon, {
    host: LWA_HOST,
    method: 'POST',
    path: '/auth/o2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
}

/** The form of a refresh-token grant with an account's own values, whatever its connection's settings say. */
export function refreshForm({ application, refreshToken }: SimulatedAccount) {
  return {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: application.clientId,
    client_secret: application.clientSecret,
  };
}

export function grantlessForm({ application }: SimulatedAccount, scope: string) {
  return {
    grant_type: 'client_credentials',
    scope,
    client_id: application.clientId,
    client_secret: application.clientSecret,
  };
}

export function tokenIn(reply: Reply, field = 'access_token'): string {
  const body = json(reply);
  const token =
    typeof body === 'object' && body !== null ? Object.entries(body).find(([name]) => name === field)?.[1] : null;
  if (typeof token !== 'string') throw new Error(`no ${field} in an answer ${reply.status}`);
  return token;
}

export async function accessToken(amazon: SimulatedAmazon, name: string): Promise<string> {
  return tokenIn(await postForm(amazon, refreshForm(accountNamed(amazon, name))));
}

export function callSpApi(
  amazon: SimulatedAmazon,
  endpoint: EndpointName,
  path: string,
  token: string | null,
  method = 'GET',
): Promise<Reply> {
  const headers = token === null ? {} : { 'x-amz-access-token': token };
  return call(amazon, { host: endpointOf(endpoint).host, method, path, headers });
}

/** A clock that a test moves by hand; epoch milliseconds. */
export function handClock(start = Date.UTC(2026, 10, 23, 10)) {
  let time = start;
  return { now: () => time, advance: (milliseconds: number) => (time += milliseconds) };
}
