/** A usual generator makes a client of the document, and the client knows what is right and what is not. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateSource } from 'oazapfts';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const RIGHT = `
import * as api from './client.ts';

export async function register(settings: api.ConnectionSettings): Promise<string> {
  const saved = await api.saveConnection('acme-eu', settings, { ifNoneMatch: '*' });
  switch (saved.status) {
    case 200:
    case 201:
      return saved.data.connection.state;
    case 400:
      return saved.data.errors.map(({ pointer, detail }) => pointer + detail).join();
    case 422:
      return saved.data.test.diagnosis?.remedy ?? '';
    case 503:
      return saved.data.code === 'connection_test_inconclusive' ? saved.data.test.testId : saved.data.requestId;
    default:
      return 'something else';
  }
}

export async function worstEndpoint(): Promise<api.Diagnosis['code'] | undefined> {
  const { connections, nextToken } = pageOf(await api.listConnections({ limit: 100, state: 'failed', endpoint: 'eu' }));
  const next: string | undefined = nextToken;
  return next ? undefined : connections[0]?.latestTest?.diagnosis?.code;
}

function pageOf(answer: Awaited<ReturnType<typeof api.listConnections>>): api.ConnectionList {
  if (answer.status !== 200) throw new Error(String(answer.status));
  return answer.data;
}

export const patch = api.changeConnection('acme-eu', { displayName: null, labels: { team: null } }, { ifMatch: '"1"' });
export const token = api.createGrantlessToken('acme-eu', { scopes: ['sellingpartnerapi::notifications'] });
export const orders = api.spApiGet('acme-eu', 'orders/v0/orders', { query: { MarketplaceIds: 'A1PA6795UKMFR9' } });
`;

const SETTINGS = `lwaClientId: '1', lwaClientSecret: '2', lwaRefreshToken: '3'`;

/** Each must be refused, by the line that is wrong. */
const WRONG: Readonly<Record<string, string>> = {
  'unknown-endpoint': `api.testSettings({ ${SETTINGS}, endpoint: 'UK' });`,
  'unknown-field': `api.testSettings({ ${SETTINGS}, lwaClientID: '1' });`,
  'without-refresh-token': `api.testSettings({ lwaClientId: '1', lwaClientSecret: '2' });`,
  'endpoint-removed': `api.changeConnection('acme-eu', { endpoint: null });`,
  'filter-of-another-kind': `api.listConnections({ state: 'broken' });`,
  'limit-as-text': `api.listTests('acme-eu', { limit: '10' });`,
  'unknown-diagnosis': `export const isIt = (found: api.Diagnosis) => found.code === 'unknown';`,
  'secret-in-an-answer': `export const secret = (connection: api.Connection) => connection.lwaClientSecret;`,
};

let folder: string;

beforeAll(async () => {
  // Inside the project, so that the client finds the generator's runtime.
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache/generated-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('makes a client that compiles, and refuses what the API would', async () => {
  const client = await generateSource(join(ROOT, 'infra/openapi.json'));
  const files: Readonly<Record<string, string>> = { 'client.ts': client, 'right.ts': RIGHT, 'tsconfig.json': TSCONFIG };
  await Promise.all([
    ...Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)),
    ...Object.entries(WRONG).map(([name, line]) => {
      return writeFile(join(folder, `${name}.ts`), `import * as api from './client.ts';\n${line}\n`);
    }),
  ]);

  const complaints = await typeCheck(folder);
  const refused = complaints.map((line) => /^([\w-]+)\.ts\((\d+),/.exec(line)?.slice(1).join(' line '));
  expect([...new Set(refused)].sort()).toEqual(
    Object.keys(WRONG)
      .map((name) => `${name} line 2`)
      .sort(),
  );
});

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    module: 'esnext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  include: ['*.ts'],
});

/** The first lines of the compiler's complaints; indented ones go on with the one before. */
function typeCheck(project: string): Promise<string[]> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', '.', '--pretty', 'false'], { cwd: project }, (_error, stdout) => {
      resolve(stdout.split('\n').filter((line) => /^\S/.test(line)));
    });
  });
}
