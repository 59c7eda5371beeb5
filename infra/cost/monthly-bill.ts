/** The bill of a month, from what was measured, what the template makes, and prices. Tokens and operations are not in it. */
import type { TestIntervalMinutes } from '../../lib/watch/schedule.ts';
import type { MeasuredCounts } from './measured-counts.ts';
import { PRICES } from './prices.ts';
import type { StackCounts } from './stack-counts.ts';

export interface Fleet {
  readonly connections: number;
  readonly intervalMinutes: TestIntervalMinutes;
}

export interface BillItem {
  readonly service:
    | 'API Gateway'
    | 'Secrets Manager'
    | 'Lambda'
    | 'SQS'
    | 'DynamoDB'
    | 'CloudWatch'
    | 'KMS'
    | 'Scheduler';
  readonly what: string;
  readonly dollars: number;
}

export interface Bill {
  readonly testsAMonth: number;
  readonly items: readonly BillItem[];
  readonly dollars: number;
}

/** What cannot be counted on one machine, put rather too high than too low. */
export const ASSUMED = {
  /** Of the slowest of a batch: a token exchange takes 0.3 to 2.2 seconds, GET Feeds 0.5 to 3.1. */
  batchSeconds: 4,
  planSeconds: 1,
  planSecondsOfConnection: 0.002,
  /** Lambda's five pollers ask an empty queue every 20 seconds. */
  emptyReceivesAnHour: 5 * 180,
  /** Of an invocation that hands out a token from memory. It computes for a hundredth of that. */
  tokenSeconds: 0.005,
  /** Of API Gateway's line for each request. */
  accessLogBytes: 500,
  /** What CloudWatch counts of a log that it keeps. */
  logCompression: 0.15,
  /** What DynamoDB adds to each item that it stores. */
  itemOverheadBytes: 100,
} as const;

export const HOURS = 730;
const GIGABYTE = 1e9;
const HISTORY_DAYS = 90;
export const LOG_DAYS = 400;
/** A quarter of an hour's tests are spread over 840 seconds and gathered for 20. */
const WINDOWS = 840 / 20;
const BATCH = 10;

export function monthlyBill(
  fleet: Fleet,
  { test, batch, plan, metricSeries }: MeasuredCounts,
  stack: StackCounts,
): Bill {
  const { connections, intervalMinutes } = fleet;
  const tests = (connections * HOURS * 60) / intervalMinutes;
  const plans = HOURS * 4;
  const testsOfWindow = (connections * 15) / intervalMinutes / WINDOWS;
  const batches = tests / Math.min(BATCH, Math.max(1, testsOfWindow));

  const secretCalls = tests * test.secretReads + plans * plan.listCallsOfHundred * Math.ceil(connections / 100);
  const gigabyteSeconds =
    batches * ASSUMED.batchSeconds * stack.gigabytesOf('run-tests') +
    plans * (ASSUMED.planSeconds + connections * ASSUMED.planSecondsOfConnection) * stack.gigabytesOf('plan-tests');
  // Sent, received and deleted.
  const queueRequests = (tests / 10) * plan.sendCallsOfTen + 2 * batches + HOURS * ASSUMED.emptyReceivesAnHour;
  const readUnits = tests * test.readUnits + plans * (plan.readUnits + connections * plan.readUnitsOfConnection);
  const history = (tests / HOURS) * 24 * HISTORY_DAYS * (test.historyBytes + ASSUMED.itemOverheadBytes);
  const logs = tests * test.logBytes + batches * batch.logBytes + plans * plan.logBytes;
  const keptLogs = (logs / (HOURS / 24)) * LOG_DAYS * ASSUMED.logCompression;

  const items: BillItem[] = [
    { service: 'Secrets Manager', what: 'secrets', dollars: connections * PRICES.secret },
    { service: 'Secrets Manager', what: 'calls', dollars: secretCalls * PRICES.secretCall },
    { service: 'Lambda', what: 'invocations', dollars: (batches + plans) * PRICES.invocation },
    { service: 'Lambda', what: 'compute', dollars: gigabyteSeconds * PRICES.gigabyteSecond },
    { service: 'SQS', what: 'requests', dollars: queueRequests * PRICES.queueRequest },
    { service: 'DynamoDB', what: 'writes', dollars: tests * test.writeUnits * PRICES.writeUnit },
    { service: 'DynamoDB', what: 'reads', dollars: readUnits * PRICES.readUnit },
    {
      service: 'DynamoDB',
      what: 'history of 90 days, with point-in-time recovery',
      dollars: (history / GIGABYTE) * (PRICES.tableGigabyte + PRICES.recoveryGigabyte),
    },
    { service: 'CloudWatch', what: 'logs taken in', dollars: (logs / GIGABYTE) * PRICES.logGigabyte },
    {
      service: 'CloudWatch',
      what: 'logs of 400 days',
      dollars: (keptLogs / GIGABYTE) * PRICES.logGigabyteKept,
    },
    { service: 'CloudWatch', what: `${metricSeries} metric series`, dollars: metricSeries * PRICES.metricSeries },
    {
      service: 'CloudWatch',
      what: 'alarms',
      dollars: stack.alarmMetrics * PRICES.alarmMetric + stack.compositeAlarms * PRICES.compositeAlarm,
    },
    { service: 'CloudWatch', what: 'dashboard', dollars: stack.dashboards * PRICES.dashboard },
    { service: 'KMS', what: 'key of the topic', dollars: stack.keys * PRICES.key },
    { service: 'Scheduler', what: 'runs of plan-tests', dollars: plans * PRICES.scheduledInvocation },
  ];
  return { testsAMonth: tests, items, dollars: items.reduce((total, { dollars }) => total + dollars, 0) };
}
