/** undici with the Agent's options that we use, and nothing around it. */
import { Agent } from 'undici';
import { CONNECT_TIMEOUT_MS, SP_API_TIMEOUT_MS } from '../../../lib/amazon/timeouts.ts';
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

export function undiciClients(): (refreshToken: string) => Client {
  const agent = new Agent({
    allowH2: false,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: SP_API_TIMEOUT_MS,
    bodyTimeout: SP_API_TIMEOUT_MS,
  });
  const json = async (url: string, options: Pick<Parameters<Agent['request']>[0], 'method' | 'headers' | 'body'>) => {
    const { origin, pathname, search } = new URL(url);
    const { statusCode, body } = await agent.request({ ...options, origin, path: `${pathname}${search}` });
    if (statusCode !== 200) throw new Error(`undici was answered ${statusCode}`);
    return body.json();
  };
  return (refreshToken) => {
    let token: string | undefined;
    return {
      async token() {
        const headers = { ...COMMON_HEADERS, ...FORM_TYPE };
        token ??= accessTokenOf(await json(LWA_URL, { method: 'POST', headers, body: tokenForm(refreshToken) }));
      },
      feeds: () =>
        json(`${ENDPOINT}${FEEDS_PATH}`, {
          method: 'GET',
          headers: { ...COMMON_HEADERS, 'x-amz-access-token': token ?? '' },
        }),
    };
  };
}
