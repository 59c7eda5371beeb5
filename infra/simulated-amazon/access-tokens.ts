/** The access tokens that the simulated Amazon has issued, each minted afresh and bound to client, account and life. */
import { randomBytes } from 'node:crypto';
import type { ClientSecret } from './applications.ts';
import type { LiveAccount } from './authorizations.ts';

/** What a token may be used for: the account's own operations, grantless ones, or the restricted ones it was made for. */
type Grant =
  | { readonly kind: 'account' }
  | { readonly kind: 'grantless'; readonly scopes: readonly string[] }
  | { readonly kind: 'restricted' };

export interface AccessToken {
  readonly owner: LiveAccount;
  readonly grant: Grant;
  /** The client secret with which it was obtained: when that dies, so does the token. */
  readonly secret: ClientSecret;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Then the oldest are forgotten, as if they had been malformed. */
const TOKENS_KEPT = 100_000;

const PREFIXES: Record<Grant['kind'], string> = { account: 'Atza|', grantless: 'Atza|', restricted: 'Atz.sprdt|' };

/** 348 characters after the prefix make the observed 353 (LWA documents 350 or more, at most 2,048 bytes). */
const RANDOM_BYTES = 261;

export class AccessTokens {
  readonly #now: () => number;
  readonly #issued = new Map<string, AccessToken>();

  constructor(now: () => number) {
    this.#now = now;
  }

  mint(token: Omit<AccessToken, 'expiresAt'>, lifetimeSeconds: number): string {
    const value = `${PREFIXES[token.grant.kind]}${randomBytes(RANDOM_BYTES).toString('base64url')}`;
    this.#issued.set(value, { ...token, expiresAt: this.#now() + lifetimeSeconds * 1_000 });
    const oldest = this.#issued.size > TOKENS_KEPT ? this.#issued.keys().next() : null;
    if (oldest && !oldest.done) this.#issued.delete(oldest.value);
    return value;
  }

  /** Null for what was never issued, or was revoked; an expired token is found. */
  find(value: string): AccessToken | null {
    return this.#issued.get(value) ?? null;
  }

  /** An authorization that is withdrawn takes its tokens with it; those of the application itself stay. */
  revokeOf(owner: LiveAccount): void {
    for (const [value, token] of this.#issued) {
      if (token.owner === owner && token.grant.kind !== 'grantless') this.#issued.delete(value);
    }
  }
}
