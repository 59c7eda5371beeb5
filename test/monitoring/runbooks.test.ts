import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIAGNOSIS_CODES } from '../../lib/connection-test/diagnosis-code.ts';
import { resourcesOf } from '../template/stack.ts';

const RUNBOOKS = join(import.meta.dirname, '../../docs/runbooks');
const files = readdirSync(RUNBOOKS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .sort();

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

  it('can be read in a minute', () => {
    const lines = text.split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(20);
    expect(lines.length).toBeLessThanOrEqual(42);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(180);
  });
});
