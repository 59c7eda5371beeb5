/** One call of the API, through the console's server. Its failures are values. */
import { signal } from '@preact/signals';
import { keepPageKey, PAGE_KEY_HEADER, pageKey } from './page-key.ts';
import { type FailedAnswer, type Problem, problemOf, UNREACHABLE } from './problem.ts';

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** True once the server no longer knows this browser: then nothing works until a new link is opened. */
export const sessionEnded = signal(false);

export async function call<T>(method: string, path: string, { body, headers }: CallOptions = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(`api${path}`, {
      method,
      headers: {
        [PAGE_KEY_HEADER]: pageKey(),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      cache: 'no-store',
    });
    const json: unknown = await response.json().catch(() => null);
    if (response.ok && json !== null) return { ok: true, value: json as T };
    const failed = {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      requestId: response.headers.get('apigw-requestid'),
      body: json as FailedAnswer['body'],
    };
    const problem = problemOf(failed, `${method} ${path.split('?', 1)[0]}`);
    if (problem.code === 'no_session') sessionEnded.value = true;
    return { ok: false, problem };
  } catch {
    return { ok: false, problem: UNREACHABLE };
  }
}

/** Exchanges the start token of the link for a session. A link that has been used gives none: the first call tells. */
export async function startSession(token: string): Promise<void> {
  const response = await fetch('session', { method: 'POST', body: token }).catch(() => null);
  if (!response?.ok) return;
  const started = (await response.json()) as { readonly pageKey: string };
  keepPageKey(started.pageKey);
}
