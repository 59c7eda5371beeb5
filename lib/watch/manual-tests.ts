/** The port that keeps manual tests within their limit, also when several callers begin at the same moment. */
export interface ManualTests {
  /** Null when a manual test may begin now (and is counted from now on), else the seconds to wait. */
  begin(connectionId: string, now: number): Promise<number | null>;
}
