import { describe, expect, it } from 'vitest';
import { dashboardBody } from '../../infra/dashboard/dashboard.ts';
import { deployment, everyOption, functions, resourcesOf, template } from '../template/stack.ts';
import { complaintsAboutBody } from './dashboard-body.ts';
import { parseQuery } from './log-query.ts';
import { parseExpression } from './metric-math.ts';
import { deployedBody, deployedWidgets, expressionsOf, graphedMetrics, idsOf, writtenBody } from './widgets.ts';

const widgets = deployedWidgets();
const graphs = widgets.filter(({ type }) => type === 'metric');
const titled = graphs.map((widget) => [widget.properties.title ?? '', widget] as const);

describe('the dashboard', () => {
  it('is what `npm run dashboard` writes', () => {
    expect(writtenBody()).toBe(dashboardBody(template));
  });

  it.each([
    ['by default', {}],
    ['with every option', everyOption],
  ])('is JSON once it is deployed %s, and has nothing left to be filled in', (_, options) => {
    const text = JSON.stringify(deployedWidgets(deployment(options)));
    expect(text.match(/\$\{(?!PROP\()[^}]*\}/g)).toBeNull();
  });

  it.each([
    ['by default', {}],
    ['with every option', everyOption],
  ])('is of the structure that CloudWatch knows %s', (_, options) => {
    expect(complaintsAboutBody(deployedBody(deployment(options)))).toEqual([]);
  });

  it.each([
    ['a widget of another type', '"type":"text"', '"type":"note"'],
    ['a property that there is not', '"markdown"', '"text"'],
    ['a place outside the columns', '"x":12', '"x":24'],
    ['a view that there is not', '"timeSeries"', '"lineChart"'],
    ['a statistic that there is not', '"stat":"p99"', '"stat":"median"'],
    ['a period that there is not', '"period":900', '"period":90'],
    ['an override that there is not', '"inherit"', '"inherited"'],
  ])('would be found at fault with %s', (_, before, after) => {
    const body = deployedBody();
    expect(body.replace(/": /g, '":')).toContain(before);
    expect(complaintsAboutBody(body.replace(/": /g, '":').replace(before, after))).not.toEqual([]);
  });

  it('has a place for each widget in 24 columns', () => {
    const taken = new Set<string>();
    for (const { x, y, width, height, properties } of widgets) {
      expect(x + width, properties.title).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column += 1) {
        for (let line = y; line < y + height; line += 1) {
          expect(taken.has(`${column},${line}`), properties.title).toBe(false);
          taken.add(`${column},${line}`);
        }
      }
    }
  });

  it('says of each widget but the text what it shows, and in which region', () => {
    for (const { type, properties } of widgets) {
      if (type === 'text') continue;
      expect(properties.title).toMatch(/^[A-Z].{4,}/);
      if (type !== 'alarm') expect(properties.region).toBe('eu-west-1');
    }
    const titles = widgets.map(({ properties }) => properties.title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('shows all alarms, the one that wakes a person first', () => {
    const [shown] = widgets.flatMap(({ properties }) => (properties.alarms ? [properties.alarms] : []));
    const alarms = ['AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Alarm'].flatMap((type) =>
      Object.keys(resourcesOf(type)).map((logicalId) => `${logicalId}.Arn`),
    );
    expect(shown).toEqual(alarms);
  });

  it('tells what the reader came for', () => {
    expect(widgets.map(({ properties }) => properties.title)).toEqual(
      expect.arrayContaining([
        'Connections now',
        'States',
        'Verdicts of the tests',
        'Why tests do not pass',
        'Failing connections: why, and what to do',
        'Login with Amazon: token exchange',
        'SP-API: GET Feeds',
        'Tokens',
        'Quota of GET Feeds that the tests use',
        'What expires first',
        'Cost: Lambda',
        'Cost: logs',
        'Cost: DynamoDB',
        'Cost: SQS',
      ]),
    );
  });

  it('shows half of the calls, and the slowest hundredth, of both requests', () => {
    for (const title of ['Login with Amazon: token exchange', 'SP-API: GET Feeds']) {
      const widget = widgets.find(({ properties }) => properties.title === title);
      expect(JSON.stringify(widget?.properties.metrics)).toMatch(/"stat":"p50".*"stat":"p99"/);
    }
  });

  it('counts every function', () => {
    const invocations = graphs.find(({ properties }) => properties.title === 'Cost: invocations');
    expect(invocations && graphedMetrics(invocations).map(({ dimensions }) => dimensions.FunctionName)).toEqual(
      functions.map(({ logicalId }) => logicalId),
    );
  });
});

describe.each(titled)('the graph "%s"', (_, widget) => {
  it('has lines that CloudWatch understands', () => {
    const { metrics = [], period = 0, stat } = widget.properties;
    expect(period % 60).toBe(0);
    expect(stat).toMatch(/^(?:Sum|Maximum|Minimum|Average|p\d\d)$/);
    expect(metrics.length).toBeGreaterThan(0);
    for (const line of metrics) {
      const texts = line.filter((part) => typeof part === 'string');
      // Namespace and name, then dimensions in pairs; or an expression alone.
      expect(texts.length % 2).toBe(0);
      // What a filter counts in a log has no dimension, everything else has.
      const fewest = texts[1] === 'ErrorLines' ? 2 : 4;
      expect(texts.length === 0 || texts.length >= fewest).toBe(true);
      expect(line.findIndex((part) => typeof part !== 'string')).toBe(
        texts.length === line.length ? -1 : line.length - 1,
      );
    }
  });

  it('computes only from its own lines', () => {
    const ids = idsOf(widget);
    expect(new Set(ids).size).toBe(ids.length);
    for (const expression of expressionsOf(widget)) {
      const parsed = parseExpression(expression);
      expect(parsed.ids.filter((id) => !ids.includes(id))).toEqual([]);
      if (parsed.functions.includes('SEARCH')) {
        const [found] = graphedMetrics({ ...widget, properties: { metrics: [[{ expression }]] } });
        expect(Object.values(found?.dimensions ?? {}).filter((value) => value === '*')).toHaveLength(1);
      }
    }
  });
});

describe('the tables', () => {
  const tables = widgets.filter(({ type }) => type === 'log');

  it('ask the logs that there are, in the language of Logs Insights', () => {
    const logGroups = Object.keys(resourcesOf('AWS::Logs::LogGroup'));
    expect(tables).toHaveLength(2);
    for (const { properties } of tables) {
      const { sources } = parseQuery(properties.query ?? '');
      expect(sources.length, properties.title).toBeGreaterThan(0);
      expect(sources.filter((name) => !logGroups.includes(name))).toEqual([]);
    }
  });
});
