/** `npm run simulate`: the simulated Amazon as a program of its own, for a CI or a curl to point at. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DEFAULT_ENDPOINT, endpointOf, LWA_HOST } from '../../lib/amazon/endpoints.ts';
import type { SimulatedAccount } from './account.ts';
import { BUILT_IN_ACCOUNTS } from './accounts.ts';
import { parseAccountsFile, withBuiltIn } from './accounts-file.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from './simulated-amazon.ts';

const DEFAULT_PORT = 8_788;

const HELP = `Simulates Login with Amazon and the Selling Partner API on one origin of this machine.

  npm run simulate -- [--port PORT] [--accounts FILE.json]

  --port PORT           the port on 127.0.0.1 (default ${DEFAULT_PORT}; 0 takes any free one)
  --accounts FILE.json  accounts and faults of your own, beside the built-in ones
  --help                this text

Send requests to the origin it prints, with Amazon's name in the Host header (${LWA_HOST},
${endpointOf('na').host}, …). GET /_simulated/accounts lists the accounts with their made-up
values, GET /_simulated/requests what came in.
`;

/** A mistake in how the program was called. */
class UsageError extends Error {}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { port, accountsFile, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const accounts =
    accountsFile === null ? BUILT_IN_ACCOUNTS : withBuiltIn(await readAccounts(accountsFile), BUILT_IN_ACCOUNTS);
  const amazon = await start(port, accounts);
  process.stdout.write(introduction(amazon));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => amazon.close());
}

function readArguments(): { port: number; accountsFile: string | null; help: boolean } {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, accounts: { type: 'string' }, help: { type: 'boolean' } },
    });
    const port = values.port ?? String(DEFAULT_PORT);
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new UsageError('--port: must be a number from 0 to 65535');
    return { port: Number(port), accountsFile: values.accounts ?? null, help: values.help ?? false };
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\nSee --help.`);
  }
}

async function readAccounts(file: string): Promise<readonly SimulatedAccount[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--accounts: ${messageOf(error)}`);
  });
  const accounts = parseAccountsFile(text);
  if (!accounts.ok) throw new UsageError([`--accounts: ${file}`, ...accounts.failure].join('\n  '));
  return accounts.value;
}

async function start(port: number, accounts: readonly SimulatedAccount[]): Promise<SimulatedAmazon> {
  try {
    return await startSimulatedAmazon({ port, accounts });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function introduction({ origin, accounts }: SimulatedAmazon): string {
  const width = Math.max(...accounts.map(({ name }) => name.length));
  const lines = accounts.map(({ name, settings, description }) =>
    ['', name.padEnd(width), (settings.endpoint ?? DEFAULT_ENDPOINT).padEnd('na-sandbox'.length), description]
      .join('  ')
      .trimEnd(),
  );
  const values = `curl -s ${origin}/_simulated/accounts`;
  return `${lines.join('\n')}\n\nThe values to connect with: ${values}\nSimulated Amazon listening on ${origin}\n`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
