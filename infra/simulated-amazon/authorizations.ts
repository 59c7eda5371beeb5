/** What changes about an account while the simulation runs: its refresh tokens, and the fault that befalls it. */
import type { SimulatedAccount } from './account.ts';
import type { AccountFault } from './fault.ts';
import { madeUpRefreshToken } from './made-up-values.ts';

type Service = keyof AccountFault;

export class LiveAccount {
  readonly account: SimulatedAccount;
  readonly clientId: string;
  #fault: AccountFault | null;
  #befallen: Record<Service, number> = { lwa: 0, spApi: 0 };

  constructor(account: SimulatedAccount) {
    this.account = account;
    this.clientId = account.application.clientId;
    this.#fault = account.fault;
  }

  setFault(fault: AccountFault | null): void {
    this.#fault = fault;
    this.#befallen = { lwa: 0, spApi: 0 };
  }

  /** The fault that befalls the request at hand, if any; each call counts as one request. */
  nextFault<S extends Service>(service: S): NonNullable<AccountFault[S]> | null {
    const fault = this.#fault?.[service];
    if (!fault || this.#befallen[service] >= (fault.times ?? Number.POSITIVE_INFINITY)) return null;
    this.#befallen[service] += 1;
    return fault;
  }
}

interface Authorization {
  readonly owner: LiveAccount;
  readonly holds: boolean;
}

export class Authorizations {
  readonly #byName = new Map<string, LiveAccount>();
  readonly #byClientId = new Map<string, LiveAccount>();
  /** Every refresh token ever issued. */
  readonly #byRefreshToken = new Map<string, Authorization>();

  constructor(accounts: readonly SimulatedAccount[]) {
    for (const account of accounts) {
      const owner = new LiveAccount(account);
      this.#byName.set(account.name, owner);
      this.#byRefreshToken.set(account.refreshToken, { owner, holds: !account.revoked });
      if (!this.#byClientId.has(owner.clientId)) this.#byClientId.set(owner.clientId, owner);
    }
  }

  named(name: string): LiveAccount {
    const owner = this.#byName.get(name);
    if (!owner) throw new Error(`no simulated account is named ${name}`);
    return owner;
  }

  find(refreshToken: string): Authorization | null {
    return this.#byRefreshToken.get(refreshToken) ?? null;
  }

  /** The first account of an application stands for it where a request names no account. */
  ofClientId(clientId: string): LiveAccount | null {
    return this.#byClientId.get(clientId) ?? null;
  }

  /** The seller authorizes once more, which yields a further refresh token; earlier ones stay as they are. */
  authorize(name: string): string {
    const owner = this.named(name);
    const refreshToken = madeUpRefreshToken(name, this.#refreshTokensOf(owner).length + 1);
    this.#byRefreshToken.set(refreshToken, { owner, holds: true });
    return refreshToken;
  }

  revoke(name: string): void {
    const owner = this.named(name);
    for (const refreshToken of this.#refreshTokensOf(owner)) {
      this.#byRefreshToken.set(refreshToken, { owner, holds: false });
    }
  }

  #refreshTokensOf(owner: LiveAccount): string[] {
    return [...this.#byRefreshToken].filter(([, entry]) => entry.owner === owner).map(([refreshToken]) => refreshToken);
  }
}
