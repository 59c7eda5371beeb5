/** Node's own client, with sockets that stay open. */
import { Agent, type RequestOptions, request } from 'node:https';
import { json } from 'node:stream/consumers';
import {
  accessTokenOf,
  type Client,
  COMMON_HEADERS,
  ENDPOINT,
  FEEDS_PATH,
  FORM_TYPE,
  LWA_URL,
  tokenForm,
} from './client.ts';

export function nodeHttpsClients(): (refreshToken: string) => Client {
  const agent = new Agent({ keepAlive: true });
  const ask = (url: string, options: RequestOptions, body?: string) =>
    new Promise<unknown>((resolve, reject) => {
      const asked = request(url, { ...options, agent }, (response) => {
        if (response.statusCode === 200) json(response).then(resolve, reject);
        else reject(new Error(`node:https was answered ${response.statusCode}`));
      });
      asked.once('error', reject).end(body);
    });
  return (refreshToken) => {
    let token: string | undefined;
    return {
      async token() {
        const body = tokenForm(refreshToken);
        const headers = { ...COMMON_HEADERS, ...FORM_TYPE, 'content-length': Buffer.byteLength(body) };
        token ??= accessTokenOf(await ask(LWA_URL, { method: 'POST', headers }, body));
      },
      feeds: () =>
        ask(`${ENDPOINT}${FEEDS_PATH}`, {
          headers: { ...COMMON_HEADERS, 'x-amz-access-token': token ?? '' },
        }),
    };
  };
}
