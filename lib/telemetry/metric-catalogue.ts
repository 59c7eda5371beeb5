/** Every metric that is published, once: code, alarms and dashboard take the names from here. */

export const METRIC_NAMESPACE = 'SellingPartnerConnections';

export interface MetricDefinition {
  readonly unit: 'Count' | 'Milliseconds';
  /** The one dimension besides `Stage`, if any; each value of it that occurs is a series, and costs. */
  readonly dimension: string | null;
  readonly meaning: string;
}

export const METRICS = {
  TestsRun: { unit: 'Count', dimension: 'Verdict', meaning: 'Connection tests that were run' },
  TestsFailed: { unit: 'Count', dimension: 'Code', meaning: 'Connection tests that did not pass, by diagnosis' },
  TestLatencyMs: { unit: 'Milliseconds', dimension: 'Request', meaning: "Latency of a test's requests" },
  TokenExchanges: { unit: 'Count', dimension: 'Outcome', meaning: 'Token exchanges, of tests and for tokens' },
  TokenCacheHits: { unit: 'Count', dimension: null, meaning: 'Tokens handed out from memory' },
  SecretReadErrors: {
    unit: 'Count',
    dimension: null,
    meaning: 'Reads of a secret that Secrets Manager did not answer',
  },
  RunCompleted: { unit: 'Count', dimension: null, meaning: 'Heartbeat: a schedule run that was planned to its end' },
  ConnectionsKnown: { unit: 'Count', dimension: null, meaning: 'Connections in the fleet, paused ones included' },
  ConnectionsFailing: { unit: 'Count', dimension: null, meaning: 'Connections whose state is failed' },
  ConnectionsUnknown: { unit: 'Count', dimension: null, meaning: 'Connections whose state is unknown' },
  ClientSecretDaysLeft: { unit: 'Count', dimension: null, meaning: 'Days until the first client secret expires' },
  AuthorizationDaysLeft: {
    unit: 'Count',
    dimension: null,
    meaning: 'Days until the first authorization is a year old',
  },
  MessagesDropped: { unit: 'Count', dimension: null, meaning: 'Queue messages that could not be read' },
  ConnectionFailing: {
    unit: 'Count',
    dimension: 'ConnectionId',
    meaning: 'A test of a connection whose state is failed',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;

/** Names of metrics with, and without, a dimension besides `Stage`. */
export type DimensionedMetric = {
  [Name in MetricName]: (typeof METRICS)[Name]['dimension'] extends null ? never : Name;
}[MetricName];
export type PlainMetric = Exclude<MetricName, DimensionedMetric>;

/** The port of one invocation: what is added is published when the invocation ends. */
export interface MetricsRecorder {
  add(name: PlainMetric, value: number): void;
  addFor(name: DimensionedMetric, dimensionValue: string, value: number): void;
}
