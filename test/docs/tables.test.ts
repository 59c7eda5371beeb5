/** What the documents list is what there is: a table and its source hold the same entries. */
import { describe, expect, it } from 'vitest';
import * as environment from '../../lib/configuration/environment.ts';
import { connectionSettingsSchema } from '../../lib/connection/settings.ts';
import { SETTINGS_TO_REVIEW } from '../../lib/connection-test/diagnosis-code.ts';
import { PROBLEM_STATUS } from '../../lib/http/problem.ts';
import { METRICS } from '../../lib/telemetry/metric-catalogue.ts';
import { connectionStateChanged, fleetStateChanged } from '../../lib/watch/events.ts';
import { functions, template } from '../template/stack.ts';
import { page, readme } from './documents.ts';
import { codeIn, type Markdown, tableOf } from './markdown.ts';

/** What stands in code in the first column. */
const listed = (document: Markdown, firstColumn: string) =>
  tableOf(document, firstColumn).rows.flatMap(([cell]) => codeIn(cell));

const sorted = (texts: Iterable<string>) => [...texts].sort();

const api = page('api');
const operate = page('operate');
const parameters = page('parameters');

describe('the README', () => {
  it('lists the functions of the template', () => {
    expect(sorted(listed(readme, 'function'))).toEqual(sorted(functions.map(({ name }) => name)));
  });

  it('shows the bill of the page about costs, in fewer columns', () => {
    const shown = tableOf(readme, 'connections');
    const bill = tableOf(page('cost'), 'connections');
    const columns = shown.columns.map((name) => bill.columns.indexOf(name));
    const rows = bill.rows.map((cells) => columns.map((column) => cells[column]));
    expect(rows).toEqual(expect.arrayContaining([...shown.rows]));
    expect(shown.rows.length).toBeGreaterThan(0);
  });
});

describe('the page about the API', () => {
  it('lists the routes of the template', () => {
    expect(sorted(listed(api, 'route'))).toEqual(
      sorted(functions.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey))),
    );
  });

  it('lists the problems with their status', () => {
    const rows = tableOf(api, 'problem').rows.map(([code, status]) => [codeIn(code)[0], Number(status)]);
    expect(Object.fromEntries(rows)).toEqual(PROBLEM_STATUS);
  });

  it('lists the settings of a connection', () => {
    const rows = tableOf(api, 'setting').rows;
    expect(sorted(rows.flatMap(([cell]) => codeIn(cell)))).toEqual(sorted(Object.keys(connectionSettingsSchema.shape)));
  });
});

describe('the page of parameters', () => {
  it('lists the parameters of the template with their defaults', () => {
    const rows = tableOf(parameters, 'parameter').rows.map(([name, value]) => [
      codeIn(name)[0],
      codeIn(value)[0] ?? '',
    ]);
    const declared = Object.entries(template.parameters).map(([name, { Default }]) => [name, String(Default)]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(declared));
  });

  it('lists the outputs of the template', () => {
    expect(sorted(listed(parameters, 'output'))).toEqual(sorted(Object.keys(template.outputs)));
  });

  it('lists the environment variables that the functions read', () => {
    expect(sorted(listed(parameters, 'variable'))).toEqual(sorted(variablesRead()));
  });
});

describe('the page about operating', () => {
  it('lists the diagnosis codes with the settings to review', () => {
    const rows = tableOf(operate, 'code').rows.map(([code, , settings]) => [codeIn(code)[0], codeIn(settings)]);
    // It has no list of its own: it names the settings that are missing.
    expect(Object.fromEntries(rows)).toEqual({ ...SETTINGS_TO_REVIEW, settings_incomplete: [] });
  });

  it('lists the metrics with their dimensions', () => {
    const rows = tableOf(operate, 'metric').rows.map(([name, dimension]) => [
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
    expect(sorted(tableOf(operate, 'alarm').rows.map(([cell = '']) => cell))).toEqual(
      sorted(alarms.map((name) => `[\`${name}\`](runbooks/alarms/${runbook(name)}.md)`)),
    );
  });

  it('shows events of the shape that is put', () => {
    const since = '2026-11-23T10:00:00.000Z';
    const change = { from: 'normal', to: 'failing', since } as const;
    const fleet = fleetStateChanged({ endpoint: 'eu' }, change, { tested: 1, affected: ['a'] }, null);
    const single = connectionStateChanged('a', 'eu', { from: null, to: 'unknown', since }, null, null);
    const shown = operate.blocks
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
