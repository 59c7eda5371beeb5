/**
 * Accounts of a user's own, as a JSON file:
 *
 *     {
 *       "accounts": [
 *         { "name": "my-seller", "authorizedFor": "eu" },
 *         { "name": "hiccup", "fault": { "spApi": { "kind": "status", "status": 503, "times": 2 } } },
 *         { "name": "no-role", "roles": [], "expected": { "verdict": "failed", "code": "feeds_permission_missing" } }
 *       ]
 *     }
 *
 * Only `name` is required; the fields are those of `accountOutline`, and what is left out is that of a healthy seller in
 * North America with made-up values. They join the built-in accounts; one of the same name takes the place of a built-in.
 * The values are shown to everybody who asks the simulation for its accounts: never write real ones into it.
 */
import * as z from 'zod/mini';
import { failed, ok, type Result } from '../../lib/result.ts';
import { account, accountOutline, type SimulatedAccount } from './account.ts';
import { contradictions } from './contradictions.ts';

const accountsFile = z.strictObject({ accounts: z.array(accountOutline) });

/** Fails with one sentence for each problem, each of which begins with the field: `accounts[2].fault.lwa.kind: …`. */
export function parseAccountsFile(text: string): Result<readonly SimulatedAccount[], readonly string[]> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return failed([`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = accountsFile.safeParse(json, { error: z.locales.en().localeError });
  if (!parsed.success) return failed(parsed.error.issues.map(({ path, message }) => `${field(path)}: ${message}`));
  const accounts = parsed.data.accounts.map(account);
  const problems = contradictions(accounts);
  if (problems.length === 0) return ok(accounts);
  return failed(problems.map(({ index, field, problem }) => `accounts[${index}].${field}: ${problem}`));
}

/** The accounts of a file beside the built-in ones, of which those of the same name give way. */
export function withBuiltIn(
  own: readonly SimulatedAccount[],
  builtIn: readonly SimulatedAccount[],
): readonly SimulatedAccount[] {
  const names = new Set(own.map(({ name }) => name));
  return [...builtIn.filter(({ name }) => !names.has(name)), ...own];
}

function field(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return parts.join('').replace(/^\./, '') || 'the file';
}
