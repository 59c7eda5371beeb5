/** `spc call`: what is named is what is sent, and what is answered is what is printed. */
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../api-client/scripted-api.ts';
import { onTerminal, spc } from './spc.ts';

let api: ScriptedApi;
beforeAll(async () => {
  api = await startScriptedApi();
});
afterAll(() => api.close());

const SKU = '/listings/2021-08-01/items/A1/SKU';
const sentPath = () => api.received.at(-1)?.target.split('/sp-api')[1];

describe('a path', () => {
  it.each([
    [`${SKU}#2`, '%23'],
    [`${SKU}\t2`, 'control character'],
    [`${SKU}\n2`, 'control character'],
    [`${SKU}\u0085`, 'control character'],
  ])('that would become the path of another resource is refused: %j', async (path, told) => {
    const sent = api.received.length;

    expect(await spc(api.url, ['call', 'acme', 'DELETE', path])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(told),
    });
    expect(api.received).toHaveLength(sent);
  });

  it.each([
    [`${SKU}%232`, `${SKU}%232`],
    [`${SKU} `, `${SKU}%20`],
    [`${SKU} 2`, `${SKU}%202`],
  ])('keeps every character: %j', async (path, sent) => {
    await spc(api.url, ['call', 'acme', 'DELETE', path]);

    expect(sentPath()).toBe(sent);
    expect(api.received.at(-1)).toMatchObject({ fault: null, headers: { 'x-sp-api-path': sent } });
  });
});

describe('wrong use', () => {
  it.each([
    [['TRACE', '/x'], /GET, POST, PUT, PATCH or DELETE/],
    [['GET', '/x', '--body', '{}'], /GET has no body/],
    [['GET', '/x', '--header', 'bad name=1'], /--header/],
    [['GET', '/x', '--header', 'name=VALUE\nx'], /--header/],
  ])('%j is told, and nothing is sent', async (args, told) => {
    const sent = api.received.length;
    const { code, stderr } = await spc(api.url, ['call', 'acme', ...args]);

    expect(code).toBe(2);
    expect(stderr).toMatch(told);
    expect(stderr).not.toContain('VALUE');
    expect(api.received).toHaveLength(sent);
  });
});

describe('--json', () => {
  it('prints every digit of what was answered', async () => {
    const body = '{"id":12345678901234567890,"price":1.10}';
    api.answer = { status: 200, headers: { 'x-answered-by': 'amazon' }, body };

    expect((await spc(api.url, ['call', 'acme', 'GET', '/x', '--json'])).stdout).toBe(`${body}\n`);
  });

  it('prints nothing that commands a terminal', async () => {
    api.answer = { status: 200, headers: { 'x-answered-by': 'amazon' }, body: '{"name":"\u009b2J\u202e"}' };

    expect((await spc(api.url, ['call', 'acme', 'GET', '/x', '--json'])).stdout).toBe('{"name":"\\u009b2J\\u202e"}\n');
  });
});

describe('on a terminal', () => {
  /** What is between the command and what `spc` says of the answer. */
  async function shown(body: string): Promise<string> {
    api.answer = { status: 200, headers: { 'x-answered-by': 'amazon' }, body };
    const terminal = onTerminal(api.url, ['call', 'acme', 'GET', '/x']);
    await terminal.ended;
    return stripVTControlCharacters(terminal.screen).replaceAll('\r', '').split('Amazon answered')[0] ?? '';
  }

  it('JSON is laid out as it always is', async () => {
    const value = { payload: [{ id: 1, none: [], empty: {} }, 'a "word"', null], more: { yes: true } };

    expect(await shown(JSON.stringify(value))).toBe(`${JSON.stringify(value, null, 2)}\n`);
  });

  it.each([
    ['numbers of many digits', '{"id":12345678901234567890,"price":1.10}'],
    ['what is there twice', '{"a":"first","a":"second"}'],
    ['the order of what looks like a number', '{"b":1,"10":1,"9":1}'],
    ['what was escaped', '{"a":"\\u00e9\\/"}'],
  ])('keeps %s', async (_what, body) => {
    const lines = await shown(body);

    expect(lines).toMatch(/^\{\n {2}"/);
    expect(lines.replaceAll(/\s/g, '')).toBe(body);
  });

  it('no line is written over another one', async () => {
    expect(await shown('{"a":1,\r"b":2}')).toBe('{\n  "a": 1,\n  "b": 2\n}\n');
  });

  it('two megabytes are there at once', async () => {
    const value = Array.from({ length: 30_000 }, (_each, id) => ({ id, name: 'x'.repeat(20), tags: [1, 2] }));

    expect((await shown(JSON.stringify(value))) === `${JSON.stringify(value, null, 2)}\n`).toBe(true);
  });
});
