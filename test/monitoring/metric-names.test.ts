/** One name for one thing: what the functions print, what the catalogue lists, what alarms and dashboard look at. */
import { beforeAll, describe, expect, it } from 'vitest';
import { PRICES } from '../../infra/cost/prices.ts';
import { listAt, mapAt } from '../../infra/template/values.ts';
import { METRIC_NAMESPACE, METRICS } from '../../lib/telemetry/metric-catalogue.ts';
import type { EmfLine } from '../functions/log-lines.ts';
import { dimensionSetsOf } from '../template/aws-spec.ts';
import { deployment, resourcesOf } from '../template/stack.ts';
import { metricAlarms } from './alarms.ts';
import { runFleet, STAGE_OF_THE_RUN, seriesOf } from './fleet-run.ts';
import { deployedWidgets, graphedMetrics } from './widgets.ts';

const catalogue = Object.entries(METRICS);
const inStage = deployment({ Stage: STAGE_OF_THE_RUN });
const alarmed = metricAlarms(inStage).flatMap(({ metrics }) => metrics);
const graphed = deployedWidgets(inStage).flatMap(graphedMetrics);
const isOurs = ({ namespace }: { readonly namespace: string }) => namespace === METRIC_NAMESPACE;
/** `namespace name`; metrics of AWS's own namespaces cannot be among them. */
const countedFromLogs = Object.values(resourcesOf('AWS::Logs::MetricFilter', inStage))
  .flatMap(({ MetricTransformations }) => listAt(MetricTransformations, 'MetricTransformations'))
  .map((counting) => mapAt(counting, 'MetricTransformations'))
  .map(({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`);

let lines: EmfLine[];
let everyLine: EmfLine[];

beforeAll(async () => {
  [lines, everyLine] = await Promise.all([runFleet({}), runFleet({ PER_CONNECTION_METRICS: 'failing' })]);
});

describe('the functions print', () => {
  it('every metric of the catalogue, with its unit and its dimensions, and no other', () => {
    const printed = everyLine.flatMap(({ namespace, dimensions, metrics }) =>
      metrics.map(({ Name, Unit }) => ({ namespace, name: Name, unit: Unit, dimensions })),
    );
    const listed = catalogue.map(([name, { unit, dimension }]) => ({
      namespace: METRIC_NAMESPACE,
      name,
      unit,
      dimensions: [dimension === null ? ['Stage'] : ['Stage', dimension]],
    }));
    const inOrder = (metrics: typeof printed) => [...new Set(metrics.map((metric) => JSON.stringify(metric)))].sort();
    expect(inOrder(printed)).toEqual(inOrder(listed));
  });

  it('no more than twenty series by default, and what they cost a month', () => {
    const series = seriesOf(lines);
    const connections = seriesOf(everyLine).filter((name) => name.startsWith('ConnectionFailing'));
    console.log(
      `${series.length} series, $${(series.length * PRICES.metricSeries).toFixed(2)} a month; ` +
        `$${PRICES.metricSeries.toFixed(2)} more for each further diagnosis that occurs` +
        ` and, with PerConnectionMetrics, for each failing connection`,
    );
    expect(series.length).toBeLessThanOrEqual(20);
    expect(connections).toEqual(['ConnectionFailing{Stage=test,ConnectionId=revoked}']);
  });
});

describe.each([
  ['an alarm', alarmed],
  ['the dashboard', graphed],
])('what %s looks at', (_, metrics) => {
  it('is printed, under these dimensions and values', () => {
    const series = seriesOf(everyLine);
    const unknown = metrics
      .filter(isOurs)
      .map(({ name, dimensions }) => `${name}{${pairs(dimensions)}}`)
      .filter((key) => !series.some((printed) => matches(key, printed)));
    expect(unknown).toEqual([]);
  });

  it('is counted from the logs, or published by AWS under these dimensions, where the functions do not print it', () => {
    const unknown = metrics
      .filter((metric) => !isOurs(metric))
      .filter(({ namespace, name, dimensions }) => {
        const given = Object.keys(dimensions).sort();
        const counted = given.length === 0 && countedFromLogs.includes(`${namespace} ${name}`);
        return !counted && !dimensionSetsOf(namespace, name).some((known) => known.join() === given.join());
      });
    expect(unknown).toEqual([]);
  });
});

it('every metric of the catalogue is shown on the dashboard', () => {
  const shown = new Set(graphed.filter(isOurs).map(({ name }) => name));
  expect(catalogue.map(([name]) => name).filter((name) => !shown.has(name))).toEqual([]);
});

function pairs(dimensions: Readonly<Record<string, string>>): string {
  return Object.entries(dimensions)
    .map((pair) => pair.join('='))
    .join(',');
}

/** A key with `*` for a value stands for any. */
function matches(key: string, printed: string): boolean {
  const [before = '', after = ''] = key.split('*');
  return key.includes('*') ? printed.startsWith(before) && printed.endsWith(after) : printed === key;
}
