/** The command itself, over npm itself, asking a registry on this machine. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { judgeAudit } from '../../infra/advisories/advisories.ts';

const COMMAND = join(import.meta.dirname, '../../infra/advisories/advisories.ts');

const vulnerable = {
  undici: [{ id: 1, url: 'https://example.com/1', title: 'made up', severity: 'low', vulnerable_versions: '<999' }],
};

/** Where a registry listens that answers the question about advisories so; null for one that is not there. */
async function registry(answer: { status: number; body: unknown } | null) {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') asked.push(await json(request.pipe(createGunzip())));
    const { status, body } = request.method === 'POST' && answer ? answer : { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => new Promise((closed) => server.close(closed));
  const { port } = server.address() as AddressInfo;
  if (answer) onTestFinished(async () => void (await close()));
  else await close();
  return { origin: `http://127.0.0.1:${port}/`, asked };
}

async function audit(answer: { status: number; body: unknown } | null) {
  const { origin, asked } = await registry(answer);
  const env = { ...process.env, npm_config_registry: origin, npm_config_fetch_retries: '0' };
  const run = await new Promise((done) =>
    execFile(process.execPath, [COMMAND], { env }, (error, text) =>
      done({ code: error?.code ?? 0, text: text.trim() }),
    ),
  );
  return { ...Object(run), asked };
}

test('a package with a known vulnerability fails the audit, however small it is', async () => {
  const { code, text } = await audit({ status: 200, body: vulnerable });
  expect(code).toBe(1);
  expect(text).toMatch(/^low: undici /);
});

test('none passes it, and every package of the bundles was asked about', async () => {
  const { code, text, asked } = await audit({ status: 200, body: {} });
  expect({ code, text }).toEqual({
    code: 0,
    text: expect.stringMatching(/^No known vulnerability in [1-9]\d* packages\.$/),
  });
  expect(asked).toEqual([expect.objectContaining({ undici: [expect.any(String)], zod: [expect.any(String)] })]);
});

test.each([
  ['is not there', null, 'no answer'],
  ['does not know the question', { status: 405, body: {} }, '405'],
  ['is broken', { status: 503, body: {} }, '503'],
])('a registry that %s passes it, and the audit says that nothing was checked', async (_, answer, reason) => {
  expect(await audit(answer)).toMatchObject({
    code: 0,
    text: `NOT CHECKED: the registry tells no vulnerabilities (${reason}).`,
  });
});

test('a registry that refuses the question fails it', async () => {
  expect(await audit({ status: 401, body: {} })).toMatchObject({ code: 1, text: expect.stringContaining('(401)') });
});

test.each(['', 'npm error', '{}', 'null', '{"auditReportVersion":3}', '{"message":"broken","error":null}'])(
  'what npm does not print today fails it: %s',
  (printed) => {
    expect(judgeAudit(printed).passed).toBe(false);
  },
);
