/** What one local run showed, so far as the picture of the dashboard needs it. */
export interface Recording {
  /** Calendar date. */
  readonly recordedOn: string;
  /** Sums of the metrics, by `Name` or `Name[value of its dimension]`. */
  readonly sums: Readonly<Record<string, number>>;
  /** By request. */
  readonly latencyMs: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>;
  readonly failing: readonly FailingConnection[];
}

export interface FailingConnection {
  readonly connectionId: string;
  readonly endpoint: string;
  readonly code: string;
  readonly remedy: string;
}
