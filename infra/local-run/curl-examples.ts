import type { SimulatedAccount } from '../simulated-amazon/account.ts';

/** Commands that work as they are against a running local run, for the reader to go on with. */
export function curlExamples(origin: string, accounts: readonly SimulatedAccount[]): string {
  const unsaved = named(accounts.find(({ saved, expected }) => !saved && expected.code === 'wrong_region'));
  const healthy = named(accounts.find(({ saved, expected }) => saved && expected.code === null));
  const broken = named(accounts.find(({ saved, expected }) => saved && expected.verdict === 'failed'));
  return `Settings that are not saved yet (${unsaved}), tested:
  curl -s ${origin}/_simulated/accounts \\
    | node -pe "JSON.stringify(JSON.parse(fs.readFileSync(0)).accounts.find(({ name }) => name === '${unsaved}').settings)" \\
    | curl -s ${origin}/connection-tests -H 'content-type: application/json' -d @-

An access token of ${healthy}:
  curl -s -X POST ${origin}/connections/${healthy}/access-tokens

The last tests of ${broken}:
  curl -s '${origin}/connections/${broken}/tests?limit=5'
`;
}

function named(account: SimulatedAccount | undefined): string {
  if (!account) throw new Error('the simulated accounts lack one that the examples need');
  return account.name;
}
