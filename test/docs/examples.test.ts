/** The examples that are data: they say what the system says and takes. */
import { describe, expect, it } from 'vitest';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import { parseAccountsFile } from '../../infra/simulated-amazon/accounts-file.ts';
import { page, readme } from './documents.ts';
import { codeIn, tableOf } from './markdown.ts';

const SAVED = BUILT_IN_ACCOUNTS.filter(({ saved }) => saved);

describe('the table of "See it run" in the README', () => {
  const [table] = readme.blocks.filter(({ text }) => text.startsWith('CONNECTION '));
  const rows = (table?.text ?? '').split('\n').map((line) => line.split(/ {2,}/));

  it('shows every simulated account as it is judged', () => {
    const judged = rows
      .slice(1, 1 + SAVED.length)
      .map(([name, endpoint, verdict, code]) => [name, endpoint, verdict, code]);
    expect(judged).toEqual(
      SAVED.map(({ name, settings, expected }) => [name, settings.endpoint, expected.verdict, expected.code ?? '–']),
    );
  });
});

describe('the accounts file of the page about the simulated Amazon', () => {
  const simulatedAmazon = page('simulated-amazon');
  const [file] = simulatedAmazon.blocks.filter(
    ({ language, section }) => language === 'json' && section === 'Accounts of your own',
  );

  it('is one that the simulated Amazon takes', () => {
    expect(parseAccountsFile(file?.text ?? '')).toMatchObject({ ok: true });
  });

  it.each(tableOf(simulatedAmazon, 'kind').rows)('%s: the fault is known where the table says', (cell, where = '') => {
    const [kind] = codeIn(cell);
    // What a kind needs besides is refused by name, and only then.
    const problems = (service: string) => {
      const accounts = [{ name: 'a', fault: { [service]: { kind } } }];
      const parsed = parseAccountsFile(JSON.stringify({ accounts }));
      return parsed.ok ? [] : parsed.failure.filter((problem) => problem.includes(`fault.${service}.kind`));
    };
    const known = ['lwa', 'spApi'].filter((service) => problems(service).length === 0);
    expect(known).toEqual(where === 'both' ? ['lwa', 'spApi'] : codeIn(where));
  });
});
