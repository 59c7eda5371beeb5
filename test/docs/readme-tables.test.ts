/** What the README lists is what there is: a table and its source hold the same entries. */
import { describe, expect, it } from 'vitest';
import * as environment from '../../lib/configuration/environment.ts';
import { connectionSettingsSchema } from '../../lib/connection/settings.ts';
import { SETTINGS_TO_REVIEW } from '../../lib/connection-test/diagnosis-code.ts';
import { METRICS } from '../../lib/telemetry/metric-catalogue.ts';
import { connectionStateChanged, fleetStateChanged } from '../../lib/watch/events.ts';
import { functions, template } from '../template/stack.ts';
import { readme } from './documents.ts';
import { codeIn, type Markdown, readMarkdown, tableOf } from './markdown.ts';

/** What stands in code in the first column. */
const listed = (firstColumn: string) => tableOf(readme, firstColumn).rows.flatMap(([cell]) => codeIn(cell));

const sorted = (texts: Iterable<string>) => [...texts].sort();

describe('the README', () => {
  it('lists the functions of the template', () => {
    expect(sorted(listed('function'))).toEqual(sorted(functions.map(({ name }) => name)));
  });

  it('lists the routes of the template', () => {
    expect(sorted(listed('route'))).toEqual(
      sorted(functions.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey))),
    );
  });

  it('lists the parameters of the template with their defaults', () => {
    const rows = tableOf(readme, 'parameter').rows.map(([name, value]) => [codeIn(name)[0], codeIn(value)[0] ?? '']);
    const parameters = Object.entries(template.parameters).map(([name, { Default }]) => [name, String(Default)]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(parameters));
  });

  it('lists the outputs of the template', () => {
    expect(sorted(listed('output'))).toEqual(sorted(Object.keys(template.outputs)));
  });

  it('lists the environment variables that the functions read', () => {
    expect(sorted(listed('variable'))).toEqual(sorted(variablesRead()));
  });

  it('lists the settings of a connection', () => {
    const rows = tableOf(readme, 'setting').rows;
    expect(sorted(rows.flatMap(([cell]) => codeIn(cell)))).toEqual(sorted(Object.keys(connectionSettingsSchema.shape)));
  });

  it('lists the diagnosis codes with the settings to review', () => {
    const rows = tableOf(readme, 'code').rows.map(([code, , settings]) => [codeIn(code)[0], codeIn(settings)]);
    // It has no list of its own: it names the settings that are missing.
    expect(Object.fromEntries(rows)).toEqual({ ...SETTINGS_TO_REVIEW, settings_incomplete: [] });
  });

  it('lists the metrics with their dimensions', () => {
    const rows = tableOf(readme, 'metric').rows.map(([name, dimension]) => [
      codeIn(name)[0],
      codeIn(dimension)[0] ?? null,
    ]);
    const metrics = Object.entries(METRICS).map(([name, { dimension }]) => [name, dimension]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(metrics));
  });

  it('lists the alarms of the template with their runbooks', () => {
    const alarms = Object.entries(template.resources)
      .filter(([, { type }]) => /^AWS::CloudWatch::(?:Composite)?Alarm$/.test(type))
      .map(([logicalId]) => logicalId.replace(/Alarm$/, ''));
    const runbook = (name: string) => name.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
    expect(sorted(tableOf(readme, 'alarm').rows.map(([cell = '']) => cell))).toEqual(
      sorted(alarms.map((name) => `[\`${name}\`](docs/runbooks/alarms/${runbook(name)}.md)`)),
    );
  });

  it('shows the bill of the page about costs', () => {
    const bill = (document: Markdown) =>
      tableOf(document, 'connections').rows.filter(([count]) => /^\d/.test(count ?? ''));
    expect(bill(readme)).toEqual(bill(readMarkdown('docs/cost.md')));
    expect(bill(readme).length).toBeGreaterThan(0);
  });

  it('shows events of the shape that is put', () => {
    const since = '2026-11-23T10:00:00.000Z';
    const change = { from: 'normal', to: 'failing', since } as const;
    const fleet = fleetStateChanged({ endpoint: 'eu' }, change, { tested: 1, affected: ['a'] }, null);
    const single = connectionStateChanged('a', 'eu', { from: null, to: 'unknown', since }, null, null);
    const shown = readme.blocks
      .filter(({ language, text }) => language === 'json' && text.includes('"schema": 1'))
      .map(({ text }) => Object.keys(JSON.parse(text)));
    expect(shown).toEqual([Object.keys(single), Object.keys(fleet)]);
  });
});

/** Every variable that a reader of `environment.ts` asks for, as far as it comes without them. */
function variablesRead(): Set<string> {
  const read = new Set<string>();
  const variables = new Proxy<environment.Variables>(
    {},
    {
      get(_, name) {
        read.add(String(name));
        return name === 'AMAZON_LOOPBACK_ORIGIN' ? 'http://127.0.0.1:8788' : undefined;
      },
    },
  );
  for (const reader of Object.values(environment)) {
    try {
      reader(variables);
    } catch {
      // A variable that is required is missing here, and has been noted.
    }
  }
  return read;
}
