/** LWA applications and their client secrets, which expire, and which can be replaced with a week of overlap. */
import type { SimulatedAccount } from './account.ts';
import { madeUpClientSecret } from './made-up-values.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Amazon: Rotating your application's LWA credentials. */
const SECRET_LIFETIME_MS = 180 * DAY_MS;
/** How long the old secret works after a rotation (Amazon's samples, "LWA rotation"). */
const OVERLAP_MS = 7 * DAY_MS;

export interface ClientSecret {
  readonly value: string;
  /** Epoch milliseconds. From then on the SP-API refuses what was issued with it. */
  expiresAt: number;
  superseded: boolean;
}

export interface Application {
  readonly clientId: string;
  readonly blocked: boolean;
  /** Made in the sandbox: no grantless scopes, no rotation. */
  readonly sandbox: boolean;
  /** Grantless operations are for seller applications only. */
  readonly grantless: boolean;
  /** The last one is the current. */
  readonly secrets: ClientSecret[];
}

export class Applications {
  readonly #now: () => number;
  readonly #byClientId = new Map<string, Application>();

  constructor(accounts: readonly SimulatedAccount[], now: () => number) {
    this.#now = now;
    for (const [clientId, users] of Map.groupBy(accounts, (account) => account.application.clientId)) {
      const production = users.filter((user) => !user.authorizedFor.endsWith('-sandbox'));
      this.#byClientId.set(clientId, {
        clientId,
        blocked: users.some((user) => user.application.blocked),
        sandbox: production.length === 0,
        grantless: production.some((user) => user.accountType === 'seller'),
        secrets: users.slice(0, 1).map(({ application }) => ({
          value: application.clientSecret,
          expiresAt: application.clientSecretExpired ? now() : now() + SECRET_LIFETIME_MS,
          superseded: false,
        })),
      });
    }
  }

  /** The application and the secret it came with; null for a wrong pair, as for an old secret past the overlap. */
  authenticate(clientId: string, clientSecret: string): { application: Application; secret: ClientSecret } | null {
    const application = this.#byClientId.get(clientId);
    const secret = application?.secrets.find(({ value }) => value === clientSecret);
    if (!application || !secret || (secret.superseded && secret.expiresAt <= this.#now())) return null;
    return { application, secret };
  }

  /** Replaces the client secret by `newSecret`, or a made-up one, and returns it. */
  rotate(clientId: string, newSecret?: string): string {
    const application = this.#known(clientId);
    if (application.sandbox) throw new Error('a sandbox application cannot rotate its client secret');
    const now = this.#now();
    for (const secret of application.secrets) {
      secret.expiresAt = Math.min(secret.expiresAt, now + OVERLAP_MS);
      secret.superseded = true;
    }
    const value = newSecret ?? madeUpClientSecret(clientId, application.secrets.length + 1);
    application.secrets.push({ value, expiresAt: now + SECRET_LIFETIME_MS, superseded: false });
    return value;
  }

  /** Moves the current client secret past its 180 days. */
  expireSecret(clientId: string): void {
    const current = this.#known(clientId).secrets.at(-1);
    if (current) current.expiresAt = this.#now();
  }

  #known(clientId: string): Application {
    const application = this.#byClientId.get(clientId);
    if (!application) throw new Error(`no application has the client id ${clientId}`);
    return application;
  }
}
