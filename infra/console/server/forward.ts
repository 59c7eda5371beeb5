/** The way from the page to the API: the routes that the page uses, the headers that they need, and nothing else. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ApiClient } from '../../api-client/api-client.ts';
import type { HttpAnswer, NotDone, UnreachableReason } from '../../api-client/outcome.ts';
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

export async function forward(api: ApiClient, { method, target, headers, body }: PageRequest): Promise<ConsoleAnswer> {
  const [path = '', query = ''] = target.split('?');
  if (!isForwarded(method, path)) return problem(404, 'route_not_found', 'The console does not pass this on.');
  const outcome = await api.send({
    method,
    path,
    query: [...new URLSearchParams(query)],
    headers: chosen(headers),
    ...(body !== '' && { body }),
  });
  return 'answer' in outcome ? passedOn(outcome.answer) : withoutAnswer(outcome);
}

function chosen(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    TO_API.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function passedOn({ status, headers, body }: HttpAnswer): ConsoleAnswer {
  const names = TO_PAGE.filter((name) => headers.has(name));
  return { status, headers: Object.fromEntries(names.map((name) => [name, headers.get(name) ?? ''])), body };
}

const UNREACHABLE: Readonly<Record<UnreachableReason, string>> = {
  unknown_host: 'The host of the API is not known. Is its address right?',
  nobody_listens: 'Nobody listens at the address of the API.',
  certificate: 'The certificate of the API does not hold. Is something in between?',
  timed_out: 'The API did not answer in time. Try again in a moment.',
  network: 'The way to the API broke off. Try again in a moment.',
};

/** Nothing came back from the API: the page is told why in our words, since others' may name hosts and keys. */
function withoutAnswer(outcome: Exclude<NotDone, { readonly answer: HttpAnswer }>): ConsoleAnswer {
  if (outcome.kind === 'unreachable') return problem(502, 'api_unreachable', UNREACHABLE[outcome.reason]);
  return outcome.reason === 'credentials_expired'
    ? problem(
        403,
        'credentials_expired',
        'The AWS credentials behind this console have expired. Renew them, then go on.',
      )
    : problem(403, 'no_credentials', 'There are no AWS credentials behind this console. Set some, and start it again.');
}
