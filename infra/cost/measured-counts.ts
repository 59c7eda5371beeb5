/**
 * What the deployed functions ask of AWS, as `test/monitoring/cost.test.ts` counts it: it holds these numbers to what the bundles
 * really do. For healthy connections that are tested on schedule.
 */
export interface MeasuredCounts {
  readonly test: {
    readonly secretReads: number;
    /** Calls that write to the table, and the items in them. */
    readonly tableWrites: number;
    readonly tableItems: number;
    readonly writeUnits: number;
    /** Of strongly consistent reads. */
    readonly readUnits: number;
    /** Of the item that stays for 90 days. */
    readonly historyBytes: number;
    /** Of the lines that each test prints. */
    readonly logBytes: number;
  };
  /** One invocation of run-tests. */
  readonly batch: {
    /** Of the lines that it prints once, however many tests it holds. */
    readonly logBytes: number;
  };
  /** One invocation of plan-tests. */
  readonly plan: {
    readonly listCallsOfHundred: number;
    readonly readUnits: number;
    readonly readUnitsOfConnection: number;
    readonly sendCallsOfTen: number;
    readonly logBytes: number;
  };
  /** One request for a token that is in memory: it asks AWS for nothing. */
  readonly token: {
    readonly awsCalls: number;
    readonly logBytes: number;
  };
  /** In a fleet with passed, failed and inconclusive tests, and three diagnoses. */
  readonly metricSeries: number;
}

export const MEASURED: MeasuredCounts = {
  test: {
    secretReads: 1,
    tableWrites: 2,
    tableItems: 3,
    writeUnits: 4,
    readUnits: 4,
    historyBytes: 970,
    logBytes: 290,
  },
  batch: { logBytes: 1_165 },
  plan: { listCallsOfHundred: 1, readUnits: 1, readUnitsOfConnection: 1, sendCallsOfTen: 1, logBytes: 440 },
  token: { awsCalls: 0, logBytes: 534 },
  metricSeries: 20,
};
