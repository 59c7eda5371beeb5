/**
 * The HTTP API of the template on 127.0.0.1: API Gateway's routing, events, answers and limits. A signature is not looked at;
 * other pages of a browser are kept out.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { listenOnLoopback, stopListening } from '../loopback-server/listen.ts';
import { readBody } from '../loopback-server/read-body.ts';
import { foreignPageAnswer } from './foreign-page.ts';
import { gatewayAnswers, type HttpAnswer, httpAnswer, jsonAnswer } from './http-answer.ts';
import { decodeTarget, httpEvent } from './http-event.ts';
import { type InvocationOutcome, PAYLOAD_LIMIT_BYTES } from './lambda-environment.ts';
import { type Route, routeTable } from './route-table.ts';
import type { Timers } from './timers.ts';

export interface FunctionRoute extends Route {
  invoke(event: unknown): Promise<InvocationOutcome>;
}

export interface HttpFrontOptions {
  readonly routes: readonly FunctionRoute[];
  /** JSON documents that the front serves itself, by path; API Gateway has nothing like it. */
  readonly documents: Readonly<Record<string, () => unknown>>;
  /** Who answers below a path (`/console`) instead of the routes; nobody unless said. */
  readonly sites?: Readonly<Record<string, RequestListener>>;
  /** 0 takes any free one. */
  readonly port: number;
  readonly timers: Timers;
}

export interface HttpFront {
  /** `http://127.0.0.1:8787`. */
  readonly origin: string;
  /** Ends at once: open requests are cut off. */
  close(): Promise<void>;
}

/** Quotas of an HTTP API, none of which can be raised (AWS: "Quotas for HTTP APIs"). */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
const HEADER_LIMIT_BYTES = 10_240;
const INTEGRATION_TIMEOUT_MS = 30_000;

/** Rejects with the socket's error (`EADDRINUSE`) when it cannot listen. */
export async function startHttpFront(options: HttpFrontOptions): Promise<HttpFront> {
  const find = routeTable(options.routes);
  const { timers, documents, sites = {} } = options;

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const receivedAt = timers.now();
    const body = await readBody(request, BODY_LIMIT_BYTES);
    const refused = foreignPageAnswer(request.headers);
    if (refused) return refused;
    if (body === null) return gatewayAnswers.tooLarge;
    const target = decodeTarget(request.url ?? '');
    if (target === null) return gatewayAnswers.badRequest;
    const method = request.method ?? '';
    const document = method === 'GET' && Object.hasOwn(documents, target.path) ? documents[target.path] : undefined;
    if (document) return jsonAnswer(200, document());

    const match = find(method, target.path);
    if (match === null) return gatewayAnswers.notFound;
    const event = httpEvent(
      {
        method,
        target,
        rawHeaders: request.rawHeaders,
        body,
        sourceIp: request.socket.remoteAddress ?? '',
        protocol: `HTTP/${request.httpVersion}`,
        requestId: randomUUID(),
        receivedAt,
      },
      match,
    );
    if (Buffer.byteLength(JSON.stringify(event)) > PAYLOAD_LIMIT_BYTES) return gatewayAnswers.tooLarge;
    return inTime(timers, match.route.invoke(event).then(httpAnswer));
  }

  const server = createServer({ maxHeaderSize: HEADER_LIMIT_BYTES }, (request, response) => {
    const [, first = ''] = (request.url ?? '').split(/[/?]/);
    const site = Object.hasOwn(sites, `/${first}`) ? sites[`/${first}`] : undefined;
    if (site) return site(request, response);
    answer(request).then(
      (given) => send(response, given),
      () => send(response, gatewayAnswers.functionFailed),
    );
  });
  return { origin: await listenOnLoopback(server, options.port), close: () => stopListening(server) };
}

/** API Gateway gives up after 30 seconds; the function goes on. */
function inTime(timers: Timers, answer: Promise<HttpAnswer>): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const callOff = timers.after(INTEGRATION_TIMEOUT_MS, () => resolve(gatewayAnswers.timedOut));
    answer.then(resolve, reject).finally(callOff);
  });
}

function send(response: ServerResponse, answer: HttpAnswer): void {
  try {
    response.setHeader('apigw-requestid', randomUUID());
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    response.statusCode = answer.status;
    response.end(answer.body);
  } catch {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    send(response, gatewayAnswers.functionFailed);
  }
}
