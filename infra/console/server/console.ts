/** What the console answers to a request: its page, a session, or the API behind it. It listens nowhere by itself. */
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { nameOf } from '../../../lib/telemetry/error-name.ts';
import type { ApiClient } from '../../api-client/api-client.ts';
import { readBody } from '../../loopback-server/read-body.ts';
import { type ConsoleAnswer, problem } from './console-answer.ts';
import { forward } from './forward.ts';
import type { PageFile } from './page-files.ts';
import { isFromPage, refusal } from './request-guard.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { Sessions } from './sessions.ts';

export interface ConsoleOptions {
  readonly api: ApiClient;
  readonly files: ReadonlyMap<string, PageFile>;
  /** Where it is reached, and nowhere else: `http://127.0.0.1:8787`. */
  readonly origin: string;
  /** Told of the link for a further browser, once a link has been used. */
  readonly onStarted?: ((nextUrl: string) => void) | undefined;
  /** Told, in a line without a secret, of a request that the console failed at. */
  readonly onTrouble: (text: string) => void;
}

export interface Console {
  /** With a start token, good for one browser. */
  readonly url: string;
  readonly listener: RequestListener;
}

const BASE = '/console';
const API = `${BASE}/api`;
const PAGE_KEY_HEADER = 'x-console-key';
/** The API takes no more: 32 KiB. */
const BODY_LIMIT_BYTES = 32 * 1024;
const START_TOKEN_CHARACTERS = 200;

export function createConsole({ api, files, origin, onStarted, onTrouble }: ConsoleOptions): Console {
  // The page itself holds no secret; whatever does is below the path of the cookie.
  const sessions = new Sessions(Number(new URL(origin).port), API);
  const url = () => `${origin}${BASE}/#start=${sessions.startToken}`;

  async function answer(request: IncomingMessage): Promise<ConsoleAnswer> {
    const { method = '', url: target = '', headers } = request;
    const bytes = await readBody(request, BODY_LIMIT_BYTES);
    const refused = refusal(method, headers, origin);
    if (refused === 'foreign_host') return problem(421, refused, 'The console answers to its own address only.');
    if (refused === 'foreign_origin') return problem(403, refused, 'The console answers to its own page only.');
    if (bytes === null) return problem(413, 'payload_too_large', 'The body is too large.');
    const body = bytes.toString('utf8');
    if (target === `${BASE}/session` && method === 'POST') return start(body);
    if (!target.startsWith(`${API}/`)) return page(method, target);

    if (!isFromPage(headers)) return problem(403, 'foreign_origin', 'The console answers to its own page only.');
    if (!hasSession(headers)) return problem(401, 'no_session', 'Open the link that the terminal shows.');
    return forward(api, { method, target: target.slice(API.length), headers, body });
  }

  function hasSession({ cookie, [PAGE_KEY_HEADER]: pageKey }: IncomingHttpHeaders): boolean {
    return typeof pageKey === 'string' && sessions.isOpen(cookie, pageKey);
  }

  function start(body: string): ConsoleAnswer {
    const started = body.length > START_TOKEN_CHARACTERS ? null : sessions.start(body);
    if (started === null) return problem(401, 'link_used', 'This link has been used. The terminal shows a new one.');
    onStarted?.(url());
    const { cookie, pageKey } = started;
    const given = { 'content-type': 'application/json', 'set-cookie': cookie };
    return { status: 200, headers: given, body: JSON.stringify({ pageKey }) };
  }

  function page(method: string, target: string): ConsoleAnswer {
    if (method !== 'GET' && method !== 'HEAD') return problem(405, 'method_not_allowed', 'Only GET is allowed.');
    if (target === '/' || target === BASE) return { status: 308, headers: { location: `${BASE}/` }, body: '' };
    const file = files.get(target === `${BASE}/` ? 'index.html' : target.slice(BASE.length + 1));
    if (!file || !target.startsWith(`${BASE}/`)) return problem(404, 'not_found', 'There is no such page.');
    return { status: 200, headers: { 'content-type': file.type }, body: file.body };
  }

  return {
    get url() {
      return url();
    },
    listener: async (request, response) => {
      try {
        send(response, await answer(request));
      } catch (error) {
        // The browser has gone away in the middle of its request.
        if (!request.complete || response.headersSent) {
          response.destroy();
          return;
        }
        // A query, and an error's own words, may hold anything.
        const [path] = (request.url ?? '').split('?');
        onTrouble(`The console could not answer ${request.method} ${path}: ${nameOf(error)}`);
        send(response, problem(500, 'internal_error', 'The console failed. Its terminal says at what.'));
      }
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: ConsoleAnswer): void {
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers });
  response.end(body);
}
