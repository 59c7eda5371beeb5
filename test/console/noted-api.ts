import type { ApiClient, ApiRequest } from '../../infra/api-client/api-client.ts';
import type { HttpAnswer, Outcome } from '../../infra/api-client/outcome.ts';

export interface NotedApi extends ApiClient {
  /** What reached the API, oldest first. */
  readonly requests: ApiRequest[];
}

/** An API that notes what reaches it. */
export function notedApi(answer: (request: ApiRequest) => Outcome = () => jsonOutcome(200, {})): NotedApi {
  const requests: ApiRequest[] = [];
  return {
    url: 'https://api.invalid',
    requests,
    async send(request) {
      requests.push(request);
      return answer(request);
    },
  };
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  const all = new Headers({ 'content-type': 'application/json', ...headers });
  return { status, headers: all, body: new TextEncoder().encode(JSON.stringify(body)) };
}

export function jsonOutcome(status: number, body: unknown, headers?: Record<string, string>): Outcome {
  return { kind: 'done', answer: jsonAnswer(status, body, headers) };
}
