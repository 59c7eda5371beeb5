/** What is measured of each client: the two requests of a connection test, as its own documentation does them. */
import { USER_AGENT } from '../../../lib/amazon/user-agent.ts';
import { SETTINGS } from '../ours/connections.ts';

export interface Client {
  /** An access token, from its memory if it has one. */
  token(): Promise<unknown>;
  /** GET Feeds. Rejects when it is not answered 200. */
  feeds(): Promise<unknown>;
}

/** Of the application that a client acts for. */
export interface Application {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A client for one connection, as it is before its first request; of the application of the benchmarks unless said. */
export type ClientOf = (refreshToken: string, application?: Application) => Client;

export const CREDENTIALS = {
  clientId: SETTINGS.lwaClientId,
  clientSecret: SETTINGS.lwaClientSecret.reveal(),
  refreshToken: SETTINGS.lwaRefreshToken.reveal(),
};

export const LWA_URL = 'https://api.amazon.com/auth/o2/token';
export const ENDPOINT = 'https://sellingpartnerapi-eu.amazon.com';
export const FEEDS_PATH = '/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1';
/** What Amazon asks of every caller. */
export const COMMON_HEADERS = { accept: 'application/json', 'user-agent': USER_AGENT };
export const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };

export function tokenForm(refreshToken: string): string {
  const { clientId, clientSecret } = CREDENTIALS;
  return new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
}

export function accessTokenOf(answer: unknown): string {
  if (answer instanceof Object && 'access_token' in answer) return String(answer.access_token);
  throw new Error('an exchange brought no token');
}
