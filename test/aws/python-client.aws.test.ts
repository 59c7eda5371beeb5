import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { devNull } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SignedFront, signerEnvironment, startSignedFront } from '../clients/signed-front.ts';
import { page } from '../docs/documents.ts';
import { installPython, type PythonEnvironment } from './tools/python.ts';
import { runOrThrow } from './tools/run-program.ts';

const [program] = page('languages').blocks.filter(({ language }) => language === 'python');
const ANSWER = { baseUrl: 'https://sellingpartnerapi-eu.amazon.com', expiresAt: '2026-11-23T11:00:00.000Z' };

/** The program of docs/languages.md, run as it is printed. What answers looks at nothing but the signature. */
let python: PythonEnvironment;
let behind: Server;
let front: SignedFront;

beforeAll(async () => {
  python = await installPython();
  behind = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWER));
  }).listen(0, '127.0.0.1');
  await once(behind, 'listening');
  const address = behind.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  front = await startSignedFront(`http://127.0.0.1:${address.port}`);
});

afterAll(() => {
  front.close();
  behind.close();
});

it('the Python program of the documents signs what it sends', async () => {
  const env = {
    ...signerEnvironment(front.origin),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
  const { stdout } = await runOrThrow(python.program('python'), ['-c', program?.text ?? ''], { env });
  expect(front.refused).toEqual([]);
  expect(front.received).toEqual([
    { method: 'POST', target: '/connections/acme-eu/access-tokens' },
    { method: 'GET', target: '/connections/acme-eu/sp-api/sellers/v1/marketplaceParticipations' },
  ]);
  expect(stdout).toContain(`${ANSWER.baseUrl} ${ANSWER.expiresAt}\n`);
});
