/** The HTTP API as the console reaches it: signed by whoever started the console, or the local run's own front. */
export interface ApiRequest {
  readonly method: string;
  /** With its query: `/connections?limit=100`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null without one. */
  readonly body: string | null;
}

export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Rejects when the API cannot be reached. */
export type ConsoleApi = (request: ApiRequest) => Promise<ApiAnswer>;
