import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents, readme } from './documents.ts';
import { PROJECT } from './markdown.ts';

const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(PROJECT, 'package.json'), 'utf8'),
);
const ci = readFileSync(join(PROJECT, '.ci/run'), 'utf8');

/** Commands of npm itself, which need no script. */
const BUILT_IN = ['ci'];

function npmCommands(text: string): string[] {
  const commands = text.matchAll(/\bnpm (?:run ([\w:-]+)|(ci|test|start)\b)/g);
  return [...new Set([...commands].map(([, script, short]) => script ?? short ?? ''))];
}

describe.each([...documents, { path: '.ci/run', text: ci }])('$path', ({ text }) => {
  it('names no npm script that does not exist', () => {
    const missing = npmCommands(text).filter((name) => !BUILT_IN.includes(name) && scripts[name] === undefined);
    expect(missing).toEqual([]);
  });
});

describe('the test command of the README', () => {
  it('is a block of its own', () => {
    expect(readme.blocks.filter(({ text }) => text === 'npm ci && npm test\n')).toHaveLength(1);
  });

  it('is what .ci/run runs, install and tests alike', () => {
    expect(ci).toMatch(/^step '[^']+' npm ci$/m);
    expect(ci).toMatch(/^step '[^']+' npm test( |$)/m);
  });
});

describe('.ci/run', () => {
  it('runs every script that checks something', () => {
    const checks = npmCommands(scripts.check ?? '');
    expect(npmCommands(ci)).toEqual(expect.arrayContaining([...checks, 'build', 'start', 'bench']));
  });
});
