/** What every command works with: the API as it was named, the terminal, and the signal that ends it all. */
import type { ApiClient, ApiRequest } from '../api-client/api-client.ts';
import { type ConnectedApi, connect } from '../api-client/connect.ts';
import { type ConnectionsApi, connectionsApi } from '../api-client/connections-api.ts';
import { Refusal } from './exit-code.ts';
import { apiOfStack } from './stack.ts';
import type { Terminal } from './terminal.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly stack?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly json?: boolean;
}

export interface Session {
  readonly api: ConnectionsApi;
  readonly client: ConnectedApi;
  readonly terminal: Terminal;
  /** Answers as the API gives them, for programs. */
  readonly json: boolean;
  /** Aborts when the user interrupts. */
  readonly ending: AbortSignal;
}

export interface Surroundings {
  readonly terminal: Terminal;
  readonly ending: AbortSignal;
  /** Told of each request that may change something, before it goes out. */
  readonly onWrite: (request: ApiRequest) => void;
}

export async function openSession(options: GlobalOptions, surroundings: Surroundings): Promise<Session> {
  const { terminal, ending, onWrite } = surroundings;
  const named = await apiNamed(options);
  const { region, profile } = options;
  const connected = await connect({ url: named.url, region, profile });
  if (!connected.ok) throw new Refusal(connected.failure);
  const { arn = connected.value.arn } = named;
  const client = watched({ ...connected.value, arn }, onWrite);
  return {
    api: connectionsApi(client, ending),
    client,
    terminal,
    json: options.json ?? false,
    ending,
  };
}

async function apiNamed({ url, stack, profile, region }: GlobalOptions): Promise<{ url: string; arn?: string }> {
  if (url !== undefined) return { url };
  if (stack !== undefined) return apiOfStack(stack, profile, region);
  const { SPC_URL } = process.env;
  if (SPC_URL) return { url: SPC_URL };
  throw new Refusal(
    'Say where the API is: --url https://…, --stack NAME, or the variable SPC_URL. A local run (npm start) is at http://127.0.0.1:8787.',
  );
}

function watched<Client extends ApiClient>(client: Client, onWrite: Surroundings['onWrite']): Client {
  return {
    ...client,
    send(request, signal) {
      if (request.method !== 'GET' && request.method !== 'HEAD') onWrite(request);
      return client.send(request, signal);
    },
  };
}
