/** Login with Amazon's token endpoint, `POST /auth/o2/token`: refresh tokens and client credentials against access tokens. */
import type { AccessTokens } from './access-tokens.ts';
import { type Answer, htmlAnswer } from './answer.ts';
import type { Application, Applications } from './applications.ts';
import type { Authorizations, LiveAccount } from './authorizations.ts';
import {
  accessDenied,
  invalidClient,
  invalidGrant,
  invalidScope,
  missingParameter,
  tokenIssued,
  unauthorizedClient,
  unsupportedGrantType,
} from './lwa-answers.ts';

interface LwaRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Amazon: Connecting to the Selling Partner API. */
const LIFETIME_SECONDS = 3_600;

/** Amazon: Grantless operations; the official SDK's constants. */
const SCOPES: ReadonlySet<string> = new Set([
  'sellingpartnerapi::notifications',
  'sellingpartnerapi::client_credential:rotation',
  'sellingpartnerapi::shipments:track',
]);

const REQUIRED_BY_GRANT: Readonly<Record<string, readonly string[]>> = {
  refresh_token: ['refresh_token', 'client_id', 'client_secret'],
  client_credentials: ['scope', 'client_id', 'client_secret'],
};

export class Lwa {
  readonly #authorizations: Authorizations;
  readonly #applications: Applications;
  readonly #tokens: AccessTokens;

  constructor(authorizations: Authorizations, applications: Applications, tokens: AccessTokens) {
    this.#authorizations = authorizations;
    this.#applications = applications;
    this.#tokens = tokens;
  }

  /** The account that a request is about: by its refresh token, else by its client id. */
  callerOf(request: LwaRequest): LiveAccount | null {
    const parameters = readParameters(request);
    const authorization = this.#authorizations.find(parameters.get('refresh_token') ?? '');
    return authorization?.owner ?? this.#authorizations.ofClientId(parameters.get('client_id') ?? '');
  }

  answer(request: LwaRequest, lifetimeSeconds = LIFETIME_SECONDS): Answer {
    const { requestId, method, path } = request;
    if (method !== 'POST' || path !== '/auth/o2/token') return htmlAnswer(404);

    const parameters = readParameters(request);
    const value = (name: string) => parameters.get(name) ?? '';
    const required = Object.hasOwn(REQUIRED_BY_GRANT, value('grant_type')) && REQUIRED_BY_GRANT[value('grant_type')];
    if (!required) return unsupportedGrantType(requestId);
    const missing = required.find((name) => value(name) === '');
    if (missing) return missingParameter(requestId, missing);

    const client = this.#applications.authenticate(value('client_id'), value('client_secret'));
    if (!client) return invalidClient(requestId);
    const { application, secret } = client;
    if (application.blocked) return accessDenied(requestId);

    if (value('grant_type') === 'client_credentials') {
      const owner = this.#authorizations.ofClientId(application.clientId);
      const scopes = value('scope').split(' ');
      if (!owner || !mayHave(application, scopes)) return invalidScope(requestId);
      const grant = { kind: 'grantless', scopes } as const;
      return tokenIssued(requestId, {
        access_token: this.#tokens.mint({ owner, secret, grant }, lifetimeSeconds),
        scope: value('scope'),
        token_type: 'bearer',
        expires_in: lifetimeSeconds,
      });
    }

    const authorization = this.#authorizations.find(value('refresh_token'));
    if (!authorization?.holds) return invalidGrant(requestId);
    const { owner } = authorization;
    if (owner.clientId !== application.clientId) return unauthorizedClient(requestId);
    return tokenIssued(requestId, {
      access_token: this.#tokens.mint({ owner, secret, grant: { kind: 'account' } }, lifetimeSeconds),
      refresh_token: value('refresh_token'),
      token_type: 'bearer',
      expires_in: lifetimeSeconds,
    });
  }
}

function mayHave(application: Application, scopes: readonly string[]): boolean {
  return application.grantless && scopes.every((scope) => SCOPES.has(scope));
}

/** Form or JSON: Amazon takes both, and its own SDKs send one or the other. What cannot be read has no parameters. */
function readParameters({ contentType, body }: LwaRequest): ReadonlyMap<string, string> {
  const text = body.toString('utf8');
  if (!/^application\/json\b/i.test(contentType)) return new Map(new URLSearchParams(text));
  try {
    const json: unknown = JSON.parse(text);
    const entries = Object.entries(typeof json === 'object' && json !== null ? json : {});
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}
