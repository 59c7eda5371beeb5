/** The alarms as CloudWatch would hold them. */
import type { ResolveContext } from '../../infra/template/resolve.ts';
import { listAt, mapAt, numberAt, type TemplateMap, textAt } from '../../infra/template/values.ts';
import { deployment, resourcesOf } from '../template/stack.ts';

export interface WatchedMetric {
  /** Null for an alarm on this metric alone. */
  readonly id: string | null;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly periodSeconds: number;
}

export interface WatchedExpression {
  readonly id: string;
  readonly text: string;
  /** The alarm is about this one. */
  readonly returned: boolean;
}

export interface MetricAlarm {
  readonly logicalId: string;
  readonly properties: TemplateMap;
  readonly metrics: readonly WatchedMetric[];
  readonly expressions: readonly WatchedExpression[];
}

/** Throws when a query holds more than is read here: a unit, another account. */
export function metricAlarms(context: ResolveContext = deployment()): MetricAlarm[] {
  return Object.entries(resourcesOf('AWS::CloudWatch::Alarm', context)).map(([logicalId, properties]) => {
    const queries = listAt(properties.Metrics, logicalId).map((query) => mapAt(query, logicalId));
    const own = properties.MetricName === undefined ? [] : [readMetric(null, properties, properties)];
    return {
      logicalId,
      properties,
      metrics: [
        ...own,
        ...queries.flatMap((query) => {
          if (query.MetricStat === undefined) return [];
          const stat = mapAt(query.MetricStat, logicalId);
          const metric = mapAt(stat.Metric, logicalId);
          holdsOnly(query, ['Id', 'MetricStat', 'ReturnData'], logicalId);
          holdsOnly(stat, ['Metric', 'Stat', 'Period'], logicalId);
          holdsOnly(metric, ['Namespace', 'MetricName', 'Dimensions'], logicalId);
          return [readMetric(textAt(query.Id, logicalId), metric, stat)];
        }),
      ],
      expressions: queries.flatMap((query) => {
        if (query.Expression === undefined) return [];
        holdsOnly(query, ['Id', 'Label', 'Expression', 'ReturnData'], logicalId);
        const text = textAt(query.Expression, logicalId);
        return [{ id: textAt(query.Id, logicalId), text, returned: query.ReturnData === true }];
      }),
    };
  });
}

function holdsOnly(map: TemplateMap, names: readonly string[], where: string): void {
  const others = Object.keys(map).filter((name) => !names.includes(name));
  if (others.length > 0) throw new Error(`${where}: nobody looks at ${others.join(', ')}`);
}

function readMetric(id: string | null, metric: TemplateMap, stat: TemplateMap): WatchedMetric {
  const name = textAt(metric.MetricName, 'MetricName');
  const dimensions = listAt(metric.Dimensions ?? [], name).map((dimension) => mapAt(dimension, name));
  return {
    id,
    namespace: textAt(metric.Namespace, name),
    name,
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [textAt(Name, name), textAt(Value, name)])),
    stat: textAt(stat.Stat ?? stat.Statistic ?? stat.ExtendedStatistic, name),
    periodSeconds: numberAt(stat.Period, name),
  };
}

/** The alarms that are named in the rule of the composite. */
export function childrenOf(composite: TemplateMap): string[] {
  const rule = textAt(composite.AlarmRule, 'AlarmRule');
  return rule.split(' OR ').map((part) => {
    const child = /^ALARM\("([^"]+)"\)$/.exec(part)?.[1];
    if (child === undefined) throw new Error(`${part} names no alarm`);
    return child;
  });
}
