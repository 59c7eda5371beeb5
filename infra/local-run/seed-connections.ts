/** Saves simulated accounts as connections, through the API as an operator would: untested, so that a test of each is queued. */
import pMap from 'p-map';
import type { SimulatedAccount } from '../simulated-amazon/account.ts';

const SAVES_AT_ONCE = 4;

/** The connection's id is the account's name. One that is there already gets the account's values. Rejects when one is not saved. */
export async function seedConnections(
  accounts: readonly SimulatedAccount[],
  origin: string,
  signal?: AbortSignal,
): Promise<void> {
  await pMap(accounts, (account) => save(account, origin, signal), { concurrency: SAVES_AT_ONCE });
}

async function save(
  { name, settings }: SimulatedAccount,
  origin: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const response = await fetch(`${origin}/connections/${name}/untested`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
    ...(signal && { signal }),
  });
  if (!response.ok) throw new Error(`${name} was not saved: ${response.status} ${await response.text()}`);
}
