/**
 * LWA and the SP-API for many cells at once: whose request it is stands in what is sent, in the client id or the token. It
 * answers each as its cell wants it, repeats in its errors what it was sent, and counts.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ENDPOINTS, type EndpointName, LWA_HOST } from '../../lib/amazon/endpoints.ts';
import type { Certificate } from '../amazon/self-signed-certificate.ts';
import type { Elsewhere } from './feeds-answers.ts';
import { HEALTHY_FEEDS, UNSAID } from './feeds-answers.ts';
import { HEALTHY_LWA } from './lwa-answers.ts';
import { MARKERS } from './marked-connection.ts';
import { perform, type WireAnswer } from './wire-answer.ts';

export interface Play {
  /** The connection's endpoint; `na` unless said. */
  readonly home?: EndpointName;
  readonly lwa?: WireAnswer;
  /** Of the one operation that the cell is about: GET Feeds, the Tokens API, or a call through the proxy. */
  readonly spApi?: WireAnswer;
  readonly elsewhere?: Readonly<Partial<Record<Elsewhere, WireAnswer>>>;
}

export interface Sent {
  lwa: number;
  spApi: number;
  evidence: number;
}

export interface FaultyAmazon {
  readonly origin: string;
  play(cellId: string, play: Play): void;
  /** From here on everything is answered as it should be, and what was sent is forgotten. */
  heal(): void;
  sentOf(cellId: string): Readonly<Sent>;
  /** Path and query, byte for byte, of the last request to the SP-API; null before. */
  targetOf(cellId: string): string | null;
  /** Requests to a host that is not Amazon's. */
  readonly strays: readonly string[];
  /** Requests that belong to no cell. */
  readonly unowned: readonly string[];
  close(): Promise<void>;
}

/** What no header can hold. */
const UNSPEAKABLE = /[^\x20-\x7e]/g;
const CELL = /cell-\d{4}/;
const HOSTS = new Map(ENDPOINTS.map(({ host, endpoint }) => [host, endpoint]));
const RESTRICTED = { status: 200, body: { restrictedDataToken: '{token}', expiresIn: 3_600 } };
const ANY = { status: 200, body: { payload: '{sent}' } };

function usualAnswer(path: string): WireAnswer {
  if (path.startsWith('/feeds/')) return HEALTHY_FEEDS.answer;
  return path.startsWith('/tokens/') ? RESTRICTED : ANY;
}

/** Some clients send JSON, which LWA takes, too. */
function formOf(body: string): URLSearchParams {
  return new URLSearchParams(body.startsWith('{') ? JSON.parse(body) : body);
}

/** With a certificate it speaks TLS. */
export async function startFaultyAmazon(tls?: Certificate): Promise<FaultyAmazon> {
  const homes = new Map<string, EndpointName>();
  let plays = new Map<string, Play>();
  let sent = new Map<string, Sent>();
  let targets = new Map<string, string>();
  const strays: string[] = [];
  const unowned: string[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request).catch(() => null);
    if (body !== null) answer(request, body, response);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.on('connection', (socket) => socket.on('error', () => undefined));

  function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const host = request.headers.host ?? '';
    const token = String(request.headers['x-amz-access-token'] ?? '');
    const form = host === LWA_HOST ? formOf(body) : new URLSearchParams();
    const cellId = CELL.exec(form.get('client_id') ?? token)?.[0];
    if (host !== LWA_HOST && !HOSTS.has(host)) strays.push(`${host} ${request.url}`);
    if (!cellId) unowned.push(`${host} ${request.url}`);
    const play = plays.get(cellId ?? '') ?? {};
    const counts = countsOf(cellId ?? '');
    const echo = `${token} ${encodeURIComponent(token)} ${[...form.values()].join(' ')} ${body}`;
    const secret = form.get('client_secret') ?? token;
    const put = (given: WireAnswer, newToken: string) =>
      perform(
        given,
        { sent: echo, token: `${newToken}~${cellId}` },
        `id-${secret.slice(-24).replaceAll(UNSPEAKABLE, '')}`,
        response,
      );

    if (host === LWA_HOST) {
      counts.lwa += 1;
      put(play.lwa ?? HEALTHY_LWA.answer, `Atza|${MARKERS['access token']}`);
      return;
    }
    targets.set(cellId ?? '', request.url ?? '');
    const other = elsewhereOf(request, token);
    if (other) {
      counts.evidence += 1;
      put(play.elsewhere?.[other] ?? UNSAID, '');
      return;
    }
    counts.spApi += 1;
    const path = request.url?.split('?')[0] ?? '';
    put(play.spApi ?? usualAnswer(path), `Atz.sprdt|${MARKERS['restricted data token']}`);
  }

  function countsOf(cellId: string): Sent {
    const counts = sent.get(cellId) ?? { lwa: 0, spApi: 0, evidence: 0 };
    sent.set(cellId, counts);
    return counts;
  }

  /** Null for a request to the endpoint of the connection. */
  function elsewhereOf({ headers, url = '' }: IncomingMessage, token: string): Elsewhere | null {
    if (url.startsWith('/sellers/')) return 'second-opinion';
    const endpoint = HOSTS.get(headers.host ?? '');
    const home = homes.get(CELL.exec(token)?.[0] ?? '') ?? 'na';
    return endpoint === 'eu' || endpoint === 'fe' || (endpoint === 'na-sandbox' && home === 'na') ? endpoint : null;
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    play(cellId, play) {
      plays.set(cellId, play);
      homes.set(cellId, play.home ?? 'na');
    },
    heal() {
      plays = new Map();
      sent = new Map();
      targets = new Map();
    },
    sentOf: (cellId) => ({ ...countsOf(cellId) }),
    targetOf: (cellId) => targets.get(cellId) ?? null,
    strays,
    unowned,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
