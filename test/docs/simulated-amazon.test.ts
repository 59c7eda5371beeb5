/** The first requests to the simulated Amazon, sent as its page prints them. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { page } from './documents.ts';
import { expectPrinted } from './printed-answer.ts';

const blocks = page('simulated-amazon').blocks.filter(({ section }) => section === 'Start it');
const [start, ...requests] = blocks.filter(({ language }) => language === 'sh');
const answer = blocks.find(({ language }) => language === 'json');

let amazon: SimulatedAmazon;
let folder: string;

beforeAll(async () => {
  amazon = await startSimulatedAmazon();
  folder = await mkdtemp(join(tmpdir(), 'simulated-amazon-'));
});

afterAll(async () => {
  await amazon.close();
  await rm(folder, { recursive: true });
});

it('is started before anything is asked of it', () => {
  expect(start?.text).toBe('npm run simulate\n');
});

it('answers what the page shows', async () => {
  const commands = requests.map(({ text }) => text.replace('http://127.0.0.1:8788', amazon.origin)).join('');
  expect(commands).toContain(amazon.origin);
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const { stdout } = await promisify(execFile)('sh', ['-ec', commands], { cwd: folder, env: { PATH } });
  expect(answer).toBeDefined();
  if (answer) expectPrinted(stdout, answer);
});
