/** The way from the page to the API: the routes that the page uses, the headers that they need, and nothing else. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ConsoleApi } from './api-port.ts';
import { isForwarded } from './api-routes.ts';
import { type ConsoleAnswer, problem } from './console-answer.ts';

export interface PageRequest {
  readonly method: string;
  /** What follows the console's own part of the path, as it is on the wire: `/connections?limit=100`. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const TO_API = ['content-type', 'if-match', 'if-none-match'];
const TO_PAGE = ['content-type', 'etag', 'retry-after', 'apigw-requestid'];

export async function forward(api: ConsoleApi, { method, target, headers, body }: PageRequest): Promise<ConsoleAnswer> {
  const [path = ''] = target.split('?', 1);
  if (!isForwarded(method, path)) return problem(404, 'route_not_found', 'The console does not pass this on.');
  try {
    const answer = await api({
      method,
      path: target,
      headers: chosen(headers, TO_API),
      body: method === 'GET' || body === '' ? null : body,
    });
    return { status: answer.status, headers: chosen(answer.headers, TO_PAGE), body: answer.body };
  } catch {
    // What the client says of it may name hosts and credentials: it goes to the terminal's user, not to the page.
    return problem(
      502,
      'api_unreachable',
      'The API did not answer. Is it deployed at this address, and is the network up?',
    );
  }
}

function chosen(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
