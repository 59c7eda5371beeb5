import type { ConsoleApi } from '../console/server/api-port.ts';

/** The way of the console to the local front, which looks at no signature. */
export function frontApi(origin: string): ConsoleApi {
  return async ({ method, path, headers, body }) => {
    const response = await fetch(`${origin}${path}`, { method, headers, body });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
}
