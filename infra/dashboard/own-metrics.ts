/** Lines of our own metrics, named and dimensioned as the catalogue says. */
import {
  type DimensionedMetric,
  METRIC_NAMESPACE,
  METRICS,
  type PlainMetric,
} from '../../lib/telemetry/metric-catalogue.ts';
import { ref } from './references.ts';
import type { Line, LineOptions } from './widgets.ts';

const STAGE = ['Stage', ref('Stage')] as const;

export function plain(name: PlainMetric, options: LineOptions = {}): Line {
  return [METRIC_NAMESPACE, name, ...STAGE, { label: METRICS[name].meaning, ...options }];
}

export function dimensioned(name: DimensionedMetric, value: string, options: LineOptions = {}): Line {
  return [METRIC_NAMESPACE, name, ...STAGE, METRICS[name].dimension, value, { label: value, ...options }];
}

/** A line for each value of the dimension that occurs. */
export function eachOf(name: DimensionedMetric, stat: string, period: number): Line {
  const { dimension } = METRICS[name];
  const schema = `{${METRIC_NAMESPACE},Stage,${dimension}}`;
  const expression = `SEARCH('${schema} MetricName="${name}" Stage="${ref('Stage')}"', '${stat}', ${period})`;
  return [{ expression, label: `\${!PROP('Dim.${dimension}')}` }];
}
