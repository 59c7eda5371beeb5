export interface ConsoleAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** In the form of the API's own problems, so that the page reads both alike. */
export function problem(status: number, code: string, detail: string): ConsoleAnswer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', status, code, detail }),
  };
}
