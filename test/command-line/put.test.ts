/** `spc put` where nobody can be asked: it creates, and replaces only what it was told to. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../api-client/scripted-api.ts';
import { type LocalApi, startLocalApi } from './local-api.ts';
import { spc } from './spc.ts';

let api: LocalApi;
let folder: string;
beforeAll(async () => {
  api = await startLocalApi();
  folder = await mkdtemp(join(tmpdir(), 'spc-put-'));
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

const settings = () => JSON.stringify({ ...api.account('acme-eu').settings, displayName: 'Replaced' });
const put = (...more: string[]) => spc(api.url, ['put', 'acme-eu', ...more], { input: settings() });

describe('a connection that exists', () => {
  beforeEach(() => api.save('acme-eu', 'acme-eu', { displayName: 'As it was' }));

  it.each([['-'], ['settings.json']])('is replaced only with --yes: --from %s', async (from) => {
    const file = from === '-' ? from : join(folder, from);
    if (from !== '-') await writeFile(file, settings());

    expect(await put('--from', file)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/acme-eu exists.*--yes/s),
    });
    expect(await api.get('/connections/acme-eu')).toMatchObject({ displayName: 'As it was' });
    expect(await put('--from', file, '--yes')).toMatchObject({ code: 0 });
    expect(await api.get('/connections/acme-eu')).toMatchObject({ displayName: 'Replaced' });
  });
});

describe('a connection that one may not look at', () => {
  let scripted: ScriptedApi;
  beforeAll(async () => {
    scripted = await startScriptedApi();
    const conflict = { status: 412, code: 'version_conflict', detail: 'It is there.', requestId: 'r' };
    scripted.answers = ({ method, headers }) => {
      if (method === 'GET') return { status: 403, body: '{"message":"Forbidden"}' };
      return headers['if-none-match'] === '*'
        ? { status: 412, body: JSON.stringify(conflict) }
        : { status: 200, body: '{}' };
    };
  });
  afterAll(() => scripted.close());

  it('is created, and not replaced without --yes', async () => {
    const refused = await spc(scripted.url, ['put', 'acme-eu', '--from', '-'], { input: settings() });

    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/acme-eu exists.*--yes/s) });
    await spc(scripted.url, ['put', 'acme-eu', '--yes', '--from', '-'], { input: settings() });
    expect(scripted.received.at(-1)?.headers).not.toHaveProperty('if-none-match');
    expect(scripted.received.at(-1)?.method).toBe('PUT');
  });
});

describe('a connection whose stored value is malformed', () => {
  it('exists, too', async () => {
    const scripted = await startScriptedApi();
    const malformed = { status: 409, code: 'connection_malformed', detail: 'It is.', requestId: 'r' };
    scripted.answer = { status: 409, body: JSON.stringify(malformed) };

    expect(await spc(scripted.url, ['put', 'acme-eu', '--from', '-'], { input: settings() })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/acme-eu exists.*--yes/s),
    });
    expect(scripted.received.map(({ method }) => method)).toEqual(['GET']);
    scripted.close();
  });
});

describe('--from', () => {
  it('takes a file with a byte order mark, as it takes standard input with one', async () => {
    const file = join(folder, 'marked.json');
    await writeFile(file, `\ufeff${settings()}`);

    expect(await spc(api.url, ['put', 'marked', '--from', file])).toMatchObject({ code: 0 });
    expect(
      await spc(api.url, ['put', 'marked', '--yes', '--from', '-'], { input: `\ufeff${settings()}` }),
    ).toMatchObject({
      code: 0,
    });
  });

  it('names a folder that is no file', async () => {
    const { stderr } = await spc(api.url, ['put', 'acme-eu', '--from', folder]);

    expect(stderr).toContain(`${folder} cannot be read: EISDIR`);
  });

  it('gives labels to which options add and from which they take', async () => {
    await api.save('labelled', 'acme-eu');
    const input = JSON.stringify({ labels: { a: '1', b: '2' } });
    await spc(api.url, ['change', 'labelled', '--from', '-', '--label', 'c=3', '--remove-label', 'b'], { input });

    expect(await api.get('/connections/labelled')).toMatchObject({ labels: { a: '1', c: '3' } });
  });
});
