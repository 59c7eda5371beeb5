import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIAGNOSIS_CODES } from '../../lib/connection-test/diagnosis-code.ts';
import { readMarkdown } from '../docs/markdown.ts';
import { resourcesOf, template } from '../template/stack.ts';

const RUNBOOKS = join(import.meta.dirname, '../../docs/runbooks');
const files = readdirSync(RUNBOOKS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .sort();

/** What each route is with `spc`, for whoever has a terminal and no signed requests at hand. */
const VERBS: readonly (readonly [RegExp, string])[] = [
  [/^GET \/connections(?:\?|$)/, 'list'],
  [/^GET \/connections\/\{connectionId\}$/, '(?:show|bundle)'],
  [/^GET \/connections\/\{connectionId\}\/tests$/, 'history'],
  [/^POST \/connections\/\{connectionId\}\/tests$/, 'test'],
  [/^PUT \/connections\/\{connectionId\}$/, 'put'],
  [/^PATCH \/connections\/\{connectionId\}$/, 'change'],
  [/^DELETE \/connections\/\{connectionId\}$/, 'delete'],
  [/^POST \/client-secrets$/, 'rotate-client-secret'],
];

const stackName = /^stack_name = "(.+)"$/m.exec(readFileSync(join(RUNBOOKS, '../../samconfig.toml'), 'utf8'))?.[1];

it('there is a runbook for each alarm and each diagnosis, and no other', () => {
  const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.values(resourcesOf(type)).map(
      ({ AlarmDescription }) => /Runbook: docs\/runbooks\/(\S+)$/.exec(String(AlarmDescription))?.[1],
    ),
  );
  expect(files).toEqual([...alarms, ...DIAGNOSIS_CODES.map((code) => `diagnoses/${code}.md`)].sort());
});

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(RUNBOOKS, file), 'utf8');

  it('says what it means, what to check, whom to ask, and what to tell Amazon', () => {
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['What it means', 'Check first', 'Whom to ask', 'For a case with Amazon']);
    for (const part of text.split(/^## .*$/m)) expect(part.trim().length).toBeGreaterThan(0);
  });

  it('names the verb of spc beside each route', () => {
    const routes = [...text.matchAll(/`((?:GET|PUT|POST|PATCH|DELETE) \/(?:connections|client-secrets)[^`]*)`/g)];
    const missing = routes.filter(([, route = '']) => {
      const verb = VERBS.find(([pattern]) => pattern.test(route))?.[1];
      return verb === undefined || !new RegExp(`\`spc ${verb}[ \`]`).test(text);
    });
    expect(missing.map(([, route]) => route)).toEqual([]);
  });

  it('says how to get what a case needs', () => {
    const [, ofCase = ''] = text.split('## For a case with Amazon\n');
    if (ofCase.includes('requests[')) expect(ofCase).toContain('`spc bundle <id>`');
  });

  it('has commands that can be copied as they are: a shell takes them, and what they ask for is an output', () => {
    const shell = readMarkdown(join('docs/runbooks', file)).blocks.filter(({ language }) => language === 'sh');
    for (const { text: commands } of shell) execFileSync('bash', ['-n', '-c', commands]);
    const said = shell.map(({ text: commands }) => commands).join('');
    const asked = [...said.matchAll(/\$\(output (\w+)\)/g)].map(([, name = '']) => name);
    expect(asked.filter((name) => template.outputs[name] === undefined)).toEqual([]);
    if (asked.length > 0) expect(said.startsWith(`STACK=${stackName}\noutput() { `)).toBe(true);
  });

  it('can be read in a minute', () => {
    const lines = text.split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(20);
    expect(lines.length).toBeLessThanOrEqual(42);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(180);
  });
});
