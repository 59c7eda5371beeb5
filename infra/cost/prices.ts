/**
 * List prices, without free tiers and discounts. From the public price pages of the services (aws.amazon.com/<service>/pricing) and
 * articles about them. Prices change and differ by region: who needs it exactly replaces them here.
 */
export const PRICES_OF = 'us-east-1, November 2026, US dollars, without free tiers';

export const PRICES = {
  /** API Gateway, HTTP API: a request. */
  apiRequest: 1 / 1e6,
  /** Secrets Manager: a secret for a month, and a call. */
  secret: 0.4,
  secretCall: 0.05 / 10_000,
  /** Lambda, arm64: an invocation, and a GB-second. */
  invocation: 0.2 / 1e6,
  gigabyteSecond: 0.000_013_333_4,
  /** SQS, standard queue: a request of up to ten messages. */
  queueRequest: 0.4 / 1e6,
  /** DynamoDB on demand: request units, and a gigabyte for a month, alone and with point-in-time recovery. */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  tableGigabyte: 0.25,
  recoveryGigabyte: 0.2,
  /** CloudWatch: logs taken in, logs kept for a month (compressed), a series, an alarm by its metrics, a dashboard. */
  logGigabyte: 0.5,
  logGigabyteKept: 0.03,
  metricSeries: 0.3,
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
  /** KMS: a key for a month. */
  key: 1,
  /** EventBridge Scheduler: an invocation. */
  scheduledInvocation: 1 / 1e6,
} as const;
