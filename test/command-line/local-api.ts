/** The whole system on this machine, behind a front that lets in only what is signed. */
import type { SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import { type SignedFront, startSignedFront } from '../clients/signed-front.ts';
import { startBuiltStack } from '../local-run/built-stack.ts';

export interface LocalApi {
  /** For `spc`. */
  readonly url: string;
  /** Of the front that looks at no signature, for the tests themselves. */
  readonly origin: string;
  readonly refused: SignedFront['refused'];
  account(name: string): SimulatedAccount;
  /** Saves an account under an id, untested; answers its version. */
  save(connectionId: string, account: string, changes?: object): Promise<string>;
  get(path: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function startLocalApi(): Promise<LocalApi> {
  const stack = await startBuiltStack();
  const front = await startSignedFront(stack.origin);
  const api: LocalApi = {
    url: front.origin,
    origin: stack.origin,
    refused: front.refused,
    account(name) {
      const account = stack.accounts.find((candidate) => candidate.name === name);
      if (!account) throw new Error(`There is no simulated account ${name}`);
      return account;
    },
    async save(connectionId, account, changes = {}) {
      const response = await fetch(`${stack.origin}/connections/${connectionId}/untested`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...api.account(account).settings, ...changes }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      const saved: unknown = await response.json();
      return String(Object(Object(saved).connection).version);
    },
    async get(path) {
      return (await fetch(`${stack.origin}${path}`)).json();
    },
    async close() {
      front.close();
      await stack.close();
    },
  };
  return api;
}
