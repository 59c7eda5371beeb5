/** The programs of the page about operations, run as they are printed: the real packages through a front that asks for signatures. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../clients/gateway.ts';
import { signerEnvironment } from '../clients/signed-front.ts';
import { page } from './documents.ts';
import { PROJECT } from './markdown.ts';

const CLIENTS = join(PROJECT, 'test/clients');
const programs = page('operations')
  .blocks.filter(({ language }) => language === 'ts')
  .map(({ text }) => text);
const clients = programs
  .filter((text) => text.includes('console.log('))
  .map((text) => ({ text, packages: named(text) }));

function named(program: string): string {
  return [...program.matchAll(/from '([^'.]+)'/g)].map(([, name]) => name).join(', ');
}

describe('the programs of docs/operations.md', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway();
    await gateway.world.saveAccounts('acme-eu');
  });
  afterAll(() => gateway.close());

  it('sign as the tested clients do', () => {
    const tested = readFileSync(join(CLIENTS, 'signed-axios.ts'), 'utf8').replace(/^\/\*\*.*\*\/\n/, '');
    expect(programs).toContain(`// signed-axios.ts\n${tested}`);
  });

  it('are there', () => {
    expect(clients).toHaveLength(3);
  });

  it.each(clients)('list feeds: $packages', async ({ text }) => {
    // A client that knows Amazon's hosts by heart is led to the simulated Amazon.
    const program = text.replace(
      'auto_request_tokens: false',
      'auto_request_tokens: false, https_proxy_agent: new AmazonAgent(process.env.AMAZON)',
    );
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module-typescript', '-e', `import { AmazonAgent } from './amazon-agent.ts';\n${program}`],
      { cwd: CLIENTS, env: { ...signerEnvironment(gateway.origin), AMAZON: gateway.world.amazon.origin } },
    );
    expect(gateway.refused).toEqual([]);
    expect(stdout).toBe('[]\n');
  });
});
