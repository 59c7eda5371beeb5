/** An Amazon whose answers hold what it was sent, wherever an answer can hold something. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What it does with the next requests to LWA, and to the SP-API. */
export const LWA_MOODS = [
  'issues',
  'refuses',
  'refuses oddly',
  'breaks down',
  'throttles',
  'talks HTML',
  'resets',
] as const;
export const SP_API_MOODS = [
  'answers',
  'refuses',
  'calls stale',
  'finds wrong',
  'breaks down',
  'throttles',
  'talks HTML',
  'redirects',
  'resets',
] as const;
export type LwaMood = (typeof LWA_MOODS)[number];
export type SpApiMood = (typeof SP_API_MOODS)[number];

export interface EchoingAmazon {
  readonly origin: string;
  lwa: LwaMood;
  spApi: SpApiMood;
  close(): Promise<void>;
}

export interface IssuedTokens {
  readonly accessToken: string;
  readonly restrictedDataToken: string;
}

export async function startEchoingAmazon(tokens: IssuedTokens): Promise<EchoingAmazon> {
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    if (request.headers.host === 'api.amazon.com') answerAsLwa(amazon.lwa, sent, tokens, response);
    else answerAsSpApi(amazon.spApi, request, sent, tokens, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const amazon: EchoingAmazon = {
    origin: `http://127.0.0.1:${port}`,
    lwa: 'issues',
    spApi: 'answers',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return amazon;
}

function answerAsLwa(mood: LwaMood, sent: string, { accessToken }: IssuedTokens, response: ServerResponse): void {
  const form = Object.fromEntries(new URLSearchParams(sent));
  const echo = Object.values(form).join(' ');
  const headers = { 'x-amzn-requestid': echoedId(form.client_secret ?? '') };
  switch (mood) {
    case 'issues':
      json(
        response,
        200,
        { access_token: accessToken, refresh_token: form.refresh_token, token_type: 'bearer', expires_in: 3_600 },
        headers,
      );
      break;
    case 'refuses':
      json(response, 401, { error: 'invalid_client', error_description: `Wrong: ${echo} (${sent})` }, headers);
      break;
    case 'refuses oddly':
      json(response, 400, { error: echo, error_description: sent, request_id: echo }, headers);
      break;
    case 'breaks down':
      json(response, 503, { error: 'server_error', error_description: echo, stack: sent }, headers);
      break;
    case 'throttles':
      json(response, 429, { error: 'slow_down', error_description: sent }, headers);
      break;
    case 'talks HTML':
      html(response, 400, sent);
      break;
    case 'resets':
      response.socket?.resetAndDestroy();
  }
}

function answerAsSpApi(
  mood: SpApiMood,
  request: IncomingMessage,
  sent: string,
  { restrictedDataToken }: IssuedTokens,
  response: ServerResponse,
): void {
  const token = String(request.headers['x-amz-access-token']);
  const echo = `${token} ${encodeURIComponent(token)} ${sent}`;
  const headers = { 'x-amzn-requestid': echoedId(token), 'x-amz-rid': token };
  const errors = (details: string) => ({
    errors: [{ code: token, message: `No: ${echo}`, details: `${details} ${token}` }],
  });
  switch (mood) {
    case 'answers':
      json(response, 200, { feeds: [{ feedId: echo }], restrictedDataToken, expiresIn: 3_600, echo }, headers);
      break;
    case 'refuses':
      json(response, 403, errors(''), headers);
      break;
    case 'calls stale':
      json(response, 403, errors('The access token you provided has expired.'), headers);
      break;
    case 'finds wrong':
      json(response, 400, errors('InvalidInput'), headers);
      break;
    case 'breaks down':
      json(response, 500, errors(''), headers);
      break;
    case 'throttles':
      json(response, 429, errors(''), headers);
      break;
    case 'talks HTML':
      html(response, 403, echo);
      break;
    case 'redirects':
      json(response, 302, errors(''), {
        ...headers,
        location: `https://elsewhere.example/?token=${encodeURIComponent(token)}`,
      });
      break;
    case 'resets':
      response.socket?.resetAndDestroy();
  }
}

/** A request id that is a piece of what was sent. */
function echoedId(secret: string): string {
  return `id-${secret.slice(-24)}`;
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function html(response: ServerResponse, status: number, echo: string): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(`<html><body>${echo}</body></html>`);
}
