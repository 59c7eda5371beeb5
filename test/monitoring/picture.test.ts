import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawDashboard } from '../../infra/pictures/dashboard/draw.ts';
import recording from '../../infra/pictures/dashboard/recording.json' with { type: 'json' };
import { deployedWidgets } from './widgets.ts';

const svg = readFileSync(join(import.meta.dirname, '../../docs/dashboard.svg'), 'utf8');

it('the picture of the dashboard is drawn from the recorded local run, and says so', () => {
  expect(svg).toBe(drawDashboard(recording));
  expect(svg).toContain('Drawn from a local run with simulated accounts');
});

it('it shows what the dashboard shows', () => {
  for (const title of [
    'Verdicts of the tests',
    'Why tests do not pass',
    'Tokens',
    'Failing connections: why, and what to do',
  ]) {
    expect(svg).toContain(`>${title}<`);
    expect(deployedWidgets().map(({ properties }) => properties.title)).toContain(title);
  }
});

it('it is well-formed, whatever stands in a remedy', () => {
  const failing = [
    { connectionId: 'a&b', endpoint: 'eu', code: 'wrong_region', remedy: 'Change <endpoint> & test "again".' },
  ];
  const drawn = drawDashboard({ ...recording, failing });
  expect(drawn).toContain('Change &lt;endpoint&gt; &amp; test "again".');
  expect(drawn.replaceAll(/<(\w+)[^<>]*(?:\/>|>[^<>]*<\/\1>)/g, '')).toMatch(/^<svg [^<>]*>\s*<\/svg>\n$/);
});
