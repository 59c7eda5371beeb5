import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtPageFolder } from './served.ts';

const BUDGET_BYTES = 80_000;

const page = builtPageFolder();

async function files(): Promise<{ name: string; body: Buffer }[]> {
  const names = await readdir(page());
  return Promise.all(names.map(async (name) => ({ name, body: await readFile(join(page(), name)) })));
}

test('the whole console is at most 80 kB, compressed', async () => {
  const sizes = (await files()).map(({ name, body }) => ({ name, bytes: gzipSync(body, { level: 9 }).length }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(sizes.map(({ name }) => name).sort()).toEqual(['console.css', 'console.js', 'icon.svg', 'index.html']);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(BUDGET_BYTES);
});

test('nothing of it is loaded from elsewhere, and nothing is inline', async () => {
  const html = (await files()).find(({ name }) => name === 'index.html')?.body.toString() ?? '';
  const loaded = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  expect(loaded.sort()).toEqual(['console.css', 'console.js', 'icon.svg']);
  expect(html).not.toMatch(/<script[^>]*>[^<]|<style|\sstyle=|\son\w+=/);
  const css = (await files()).find(({ name }) => name === 'console.css')?.body.toString() ?? '';
  expect(css).not.toMatch(/url\(|@import/);
});

test('it writes to no console, and keeps in the browser the key of its session alone', async () => {
  const script = (await files()).find(({ name }) => name === 'console.js')?.body.toString() ?? '';
  expect(script).not.toMatch(/\bconsole\.(?:log|debug|info|dir)\b|\bsessionStorage\b|\bindexedDB\b|document\.cookie/);
  const kept = [...script.matchAll(/\blocalStorage\b[^,;)}]*/g)].map(([use]) => use);
  expect(kept).not.toEqual([]);
  expect(kept.filter((use) => !/^localStorage\.(?:get|set)Item\("console-key"$/.test(use))).toEqual([]);
});
