/**
 * schemathesis makes up requests from the OpenAPI document, right ones and wrong ones, alone and in chains, and judges each
 * answer of the whole system on this machine.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildFunctions } from '../../infra/build/build.ts';
import { type LocalStack, startLocalStack } from '../../infra/local-run/local-stack.ts';
import { seedConnections } from '../../infra/local-run/seed-connections.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import openApi from '../../infra/openapi.json' with { type: 'json' };
import { answeredStatuses } from './openapi/answered-statuses.ts';
import { installPython } from './tools/python.ts';
import { type Ended, runProgram } from './tools/run-program.ts';

const FILES = join(import.meta.dirname, 'openapi');

let folder: string;
let stack: LocalStack;
let run: Ended;
let statuses: ReadonlyMap<string, ReadonlySet<number>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openapi-'));
  const [python, built] = await Promise.all([installPython(), buildFunctions({ outdir: join(folder, 'dist') })]);
  const onTrouble = (trouble: string) => console.error(trouble);
  const bundles = new Map(built.map(({ name, bundle }) => [name, bundle]));
  stack = await startLocalStack({ bundles, port: 0, services: null, timers: systemTimers, onLine() {}, onTrouble });
  // An Amazon that is slow or does not answer is waited for, again and again: that is tested elsewhere, by another clock.
  const quick = stack.accounts.filter(
    ({ name, saved, expected }) => saved && name !== 'slow' && expected.verdict !== 'inconclusive',
  );
  await seedConnections(quick, stack.origin);

  // Who may call is decided by API Gateway, before a request comes in.
  const { security: _, ...document } = openApi;
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
  const report = join(folder, 'report.ndjson');
  const options = ['--url', stack.origin, '--report', 'ndjson', '--report-ndjson-path', report];
  run = await runProgram(
    python.program('schemathesis'),
    ['--config-file', join(FILES, 'schemathesis.toml'), 'run', 'openapi.json', ...options],
    { cwd: folder, env: { ...process.env, SCHEMATHESIS_HOOKS: join(FILES, 'hooks.py') } },
  );
  statuses = answeredStatuses(await readFile(report, 'utf8'));
}, 300_000);

afterAll(async () => {
  await stack?.close();
  await rm(folder, { recursive: true });
});

/** Through the other methods of operations, Amazon need not have what was asked for. */
const OPERATIONS = Object.entries(openApi.paths).flatMap(([path, operations]) => {
  const methods = path.includes('/sp-api/') ? ['get'] : Object.keys(operations);
  return methods.map((method) => `${method.toUpperCase()} ${path}`);
});

describe('the API, under requests that nobody thought of', () => {
  test('answers as the document says, and never with an error of its own', () => {
    expect(run.exitCode, run.output).toBe(0);
  });

  test.each(OPERATIONS)('did what was asked at least once: %s', (operation) => {
    const seen = [...(statuses.get(operation) ?? [])];
    expect(
      seen.filter((status) => status >= 200 && status < 300),
      `${seen}`,
    ).not.toEqual([]);
  });
});
