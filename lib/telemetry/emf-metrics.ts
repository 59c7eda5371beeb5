import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE, METRICS, type MetricName, type MetricsRecorder } from './metric-catalogue.ts';

export interface PublishingRecorder extends MetricsRecorder {
  /** Prints what was added as EMF lines on standard output: one for each combination of dimensions that occurs. */
  publish(): void;
}

/** At a hundred values of one metric powertools prints by itself, and forgets the dimensions of what is still to come. */
const VALUES_IN_A_LINE = 99;

interface Observation {
  readonly name: MetricName;
  readonly value: number;
}

/**
 * A recorder for each invocation, all of them printing through one powertools instance. Publishing is synchronous, so the
 * dimensions of two invocations cannot mix. The dimension `service`, which powertools adds, would make series of its own.
 */
export function emfMetrics(stage: string): () => PublishingRecorder {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ Stage: stage });

  return () => {
    const observed = new Map<
      string,
      { dimension: readonly [name: string, value: string] | null; observations: Observation[] }
    >();
    const add = (name: MetricName, dimensionValue: string | null, value: number) => {
      const dimensionName = METRICS[name].dimension;
      const dimension =
        dimensionName !== null && dimensionValue !== null ? ([dimensionName, dimensionValue] as const) : null;
      const key = dimension ? dimension.join('=') : '';
      const group = observed.get(key) ?? { dimension, observations: [] };
      group.observations.push({ name, value });
      observed.set(key, group);
    };
    return {
      add: (name, value) => add(name, null, value),
      addFor: (name, dimensionValue, value) => add(name, dimensionValue, value),
      publish() {
        for (const { dimension, observations } of observed.values()) {
          for (let start = 0; start < observations.length; start += VALUES_IN_A_LINE) {
            if (dimension) metrics.addDimension(...dimension);
            for (const { name, value } of observations.slice(start, start + VALUES_IN_A_LINE)) {
              metrics.addMetric(name, METRICS[name].unit, value);
            }
            metrics.publishStoredMetrics();
          }
        }
        observed.clear();
      },
    };
  };
}
