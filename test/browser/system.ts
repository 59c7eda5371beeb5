/** The whole system of `npm start`, for the console of a browser test. */
import type { LocalStack } from '../../infra/local-run/local-stack.ts';
import type { SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import { startBuiltStack } from '../local-run/built-stack.ts';
import type { BrowserWorld } from './browser-world.ts';

export async function startSystem(world: BrowserWorld): Promise<LocalStack> {
  const stack = await startBuiltStack({
    console: { page: world.pageFolder, onStarted: () => {} },
    onTrouble: (text) => console.error(text),
  });
  world.keep(() => stack.close());
  return stack;
}

export function accountOf({ accounts }: LocalStack, name: string): SimulatedAccount {
  const account = accounts.find((candidate) => candidate.name === name);
  if (!account) throw new Error(`there is no account ${name}`);
  return account;
}

/** Somebody else, with a program of their own. */
export async function callFrom(
  { origin }: LocalStack,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${origin}${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
