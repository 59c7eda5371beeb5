/** One origin for LWA and the SP-API, told apart by the `Host` header; the faults of the wire are done here. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ENDPOINTS, type Endpoint, LWA_HOST } from '../../lib/amazon/endpoints.ts';
import { readBody } from '../loopback-server/read-body.ts';
import { type Answer, htmlAnswer, jsonDocument, plainText } from './answer.ts';
import type { LiveAccount } from './authorizations.ts';
import { type FaultEffect, lwaFaultEffect, spApiFaultEffect } from './fault-effect.ts';
import type { Lwa } from './lwa.ts';
import type { RequestLog } from './request-log.ts';
import type { SpApi } from './sp-api.ts';
import { accessTokenOf, cutOff, hasForbiddenBody, readTarget, send, type Target, waitFor } from './wire.ts';

interface ServerParts {
  readonly lwa: Lwa;
  readonly spApi: SpApi;
  readonly log: RequestLog;
  /** Pages of the simulation itself, answered on any host. */
  readonly documents: Readonly<Record<string, () => unknown>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function createAmazonServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error) => {
      // A caller that hung up is no fault of ours; anything else must be heard of.
      if (!request.socket.destroyed) server.emit('error', error);
    });
  });
  // Requests that break RFC 7230 are answered with a page of HTML (Amazon's changelog of June 2023).
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) return;
    const { headers, body } = htmlAnswer(400);
    const fields = Object.entries({ ...headers, 'content-length': body.length, connection: 'close' });
    socket.end(['HTTP/1.1 400 Bad Request', ...fields.map((pair) => pair.join(': ')), '', body].join('\r\n'));
  });
  return server;
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { log, documents, now } = parts;
  const target = readTarget(request);
  const body = await readBody(request, BODY_LIMIT_BYTES);
  if (!target) return send(response, htmlAnswer(400));
  const { host, path, query } = target;
  const method = request.method ?? '';
  const document = method === 'GET' && Object.hasOwn(documents, path) ? documents[path] : undefined;
  if (document) return send(response, jsonDocument(document()));

  const exchange = exchangeFor(parts, request, target, body);
  if (!exchange) return send(response, plainText(404, NOT_PLAYED));
  const { caller, effect, answer } = exchange;
  const account = caller?.account.name ?? null;
  const answered = log.add({ at: now(), host, method, path, query: host === LWA_HOST ? '' : query, account });
  const finish = (given: Answer) => {
    answered(given.status);
    send(response, given);
  };

  switch (effect.kind) {
    case 'answer':
      return finish(effect.answer);
    case 'never':
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'cut-off':
      return cutOff(response);
    case 'delay':
      if (await waitFor(response, effect.milliseconds)) finish(answer());
      return;
    case 'lifetime':
      return finish(answer(effect.seconds));
    case 'none':
      return finish(answer());
  }
}

const BODY_LIMIT_BYTES = 1_048_576;

const NOT_PLAYED = `This is a simulated Amazon. It answers for these values of the Host header: ${[LWA_HOST, ...ENDPOINTS.map(({ host }) => host)].join(', ')}. GET /_simulated/accounts lists its accounts.`;

interface Exchange {
  readonly caller: LiveAccount | null;
  readonly effect: FaultEffect;
  readonly answer: (lifetimeSeconds?: number) => Answer;
}

const NO_FAULT: FaultEffect = { kind: 'none' };

/** Null for a host that is not Amazon's. */
function exchangeFor(
  parts: ServerParts,
  request: IncomingMessage,
  target: Target,
  body: Buffer | null,
): Exchange | null {
  const { lwa, spApi } = parts;
  const requestId = randomUUID();
  const { host, path, query } = target;
  const method = request.method ?? '';
  const endpoint = ENDPOINTS_BY_HOST.get(host);
  if (host !== LWA_HOST && !endpoint) return null;
  if (body === null) return { caller: null, effect: NO_FAULT, answer: () => htmlAnswer(413) };

  if (!endpoint) {
    const asked = { requestId, method, path, contentType: request.headers['content-type'] ?? '', body };
    const caller = lwa.callerOf(asked);
    const fault = caller?.nextFault('lwa');
    const effect = fault ? lwaFaultEffect(fault, requestId) : NO_FAULT;
    return { caller, effect, answer: (lifetimeSeconds) => lwa.answer(asked, lifetimeSeconds) };
  }

  const asked = { requestId, endpoint, method, path, query, body, accessToken: accessTokenOf(request) };
  const caller = spApi.callerOf(asked);
  const fault = caller?.nextFault('spApi');
  const effect = fault ? spApiFaultEffect(fault, requestId, endpoint) : NO_FAULT;
  return { caller, effect, answer: () => (hasForbiddenBody(request) ? htmlAnswer(400) : spApi.answer(asked)) };
}

const ENDPOINTS_BY_HOST: ReadonlyMap<string, Endpoint> = new Map(
  ENDPOINTS.map((endpoint) => [endpoint.host, endpoint]),
);
