import type { SimulatedAccount } from './account.ts';

interface Contradiction {
  /** Of the later of the two accounts. */
  readonly index: number;
  readonly field: 'name' | 'refreshToken' | 'application';
  readonly problem: string;
}

/** Where accounts cannot both be: a name or a refresh token is one account's, and an application has one secret. */
export function contradictions(accounts: readonly SimulatedAccount[]): Contradiction[] {
  const names = new Set<string>();
  const refreshTokens = new Set<string>();
  const applications = new Map<string, string>();
  return accounts.flatMap((account, index): Contradiction[] => {
    const application = JSON.stringify(account.application);
    const known = applications.get(account.application.clientId);
    const problems: (Contradiction | false)[] = [
      names.has(account.name) && { index, field: 'name', problem: `"${account.name}" is taken` },
      refreshTokens.has(account.refreshToken) && {
        index,
        field: 'refreshToken',
        problem: 'is that of another account',
      },
      known !== undefined &&
        known !== application && {
          index,
          field: 'application',
          problem: 'differs from that of another account with the same client id',
        },
    ];
    names.add(account.name);
    refreshTokens.add(account.refreshToken);
    applications.set(account.application.clientId, application);
    return problems.filter((problem) => problem !== false);
  });
}
