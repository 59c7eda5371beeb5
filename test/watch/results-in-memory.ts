import type { TestResult } from '../../lib/connection-test/test-result.ts';
import type { Latest } from '../../lib/watch/connection-state.ts';
import type { FleetMember } from '../../lib/watch/fleet-state.ts';
import type { HistoryPage, TestResults } from '../../lib/watch/test-results.ts';

/** Test results as the table keeps them, for tests of those who use them; the table itself has tests of its own. */
export class ResultsInMemory implements TestResults {
  readonly known = new Map<string, Latest>();
  readonly kept: TestResult[] = [];

  async latest(connectionId: string): Promise<Latest | null> {
    return this.known.get(connectionId) ?? null;
  }

  async latestOf(connectionIds: readonly string[]): Promise<Map<string, Latest>> {
    return new Map([...this.known].filter(([id]) => connectionIds.includes(id)));
  }

  async replaceLatest(connectionId: string, read: Latest | null, latest: Latest): Promise<boolean> {
    const now = this.known.get(connectionId) ?? null;
    if (JSON.stringify(now) !== JSON.stringify(read)) return false;
    this.known.set(connectionId, latest);
    return true;
  }

  readonly removed = new Map<string, number>();

  async forgetLatest(connectionId: string, removedAt: number): Promise<void> {
    this.known.delete(connectionId);
    this.removed.set(connectionId, removedAt);
  }

  async removedAt(connectionId: string): Promise<number | null> {
    return this.removed.get(connectionId) ?? null;
  }

  /** What the newest test of each connection says about its fleets. */
  readonly members = new Map<string, FleetMember>();

  async addToHistory(_connectionId: string, result: TestResult, member: FleetMember | null = null): Promise<void> {
    this.kept.push(result);
    if (member) this.members.set(`${member.endpoint} ${member.connectionId}`, member);
  }

  async history({ since, limit }: { readonly since: string | null; readonly limit: number }): Promise<HistoryPage> {
    const tests = this.kept.filter(({ startedAt }) => startedAt >= (since ?? '')).toReversed();
    return { tests: tests.slice(0, limit), next: null };
  }
}
