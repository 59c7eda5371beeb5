/** The dashboard as CloudWatch would hold it. */
import type { ResolveContext } from '../../infra/template/resolve.ts';
import { mapAt, textAt } from '../../infra/template/values.ts';
import { deployment, resourcesOf, template } from '../template/stack.ts';

export interface PlacedWidget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly region?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly query?: string;
    readonly view?: string;
    readonly stat?: string;
    readonly period?: number;
    readonly metrics?: readonly (readonly (string | LineOptions)[])[];
  };
}

interface LineOptions {
  readonly id?: string;
  readonly expression?: string;
  readonly label?: string;
}

export interface GraphedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** As it is written: with `${…}` in it. */
export function writtenBody(): string {
  const { DashboardBody } = mapAt(template.resources.Dashboard?.properties, 'Dashboard');
  return textAt(mapAt(DashboardBody, 'DashboardBody')['Fn::Sub'], 'DashboardBody');
}

/** With everything filled in that a deployment fills in. */
export function deployedBody(context: ResolveContext = deployment()): string {
  const { DashboardBody } = resourcesOf('AWS::CloudWatch::Dashboard', context).Dashboard ?? {};
  return textAt(DashboardBody, 'DashboardBody');
}

export function deployedWidgets(context: ResolveContext = deployment()): PlacedWidget[] {
  return JSON.parse(deployedBody(context)).widgets;
}

/** The metrics of a graph; one that searches for a dimension's values has `*` for it. */
export function graphedMetrics({ properties }: PlacedWidget): GraphedMetric[] {
  return (properties.metrics ?? []).flatMap((line) => {
    const texts = line.filter((part) => typeof part === 'string');
    const [namespace, name, ...pairs] = texts;
    if (namespace !== undefined && name !== undefined) return [{ namespace, name, dimensions: pairsOf(pairs) }];
    return line.flatMap((part) => (typeof part === 'string' ? [] : searched(part.expression ?? '')));
  });
}

export function expressionsOf({ properties }: PlacedWidget): string[] {
  return (properties.metrics ?? []).flatMap((line) =>
    line.flatMap((part) => (typeof part === 'string' || part.expression === undefined ? [] : [part.expression])),
  );
}

export function idsOf({ properties }: PlacedWidget): string[] {
  return (properties.metrics ?? []).flatMap((line) =>
    line.flatMap((part) => (typeof part === 'string' || part.id === undefined ? [] : [part.id])),
  );
}

function searched(expression: string): GraphedMetric[] {
  const found = /^SEARCH\('\{([^}]+)\} MetricName="(\w+)"((?: \w+="[^"]*")*)', '\w+', \d+\)$/.exec(expression);
  if (!found) return [];
  const [, schema = '', name = '', given = ''] = found;
  const [namespace = '', ...dimensions] = schema.split(',');
  const values = new Map([...given.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  return [{ namespace, name, dimensions: Object.fromEntries(dimensions.map((key) => [key, values.get(key) ?? '*'])) }];
}

function pairsOf(texts: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (let index = 0; index + 1 < texts.length; index += 2) pairs[texts[index] ?? ''] = texts[index + 1] ?? '';
  return pairs;
}
