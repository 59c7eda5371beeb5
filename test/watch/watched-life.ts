/**
 * The life of one connection under watch, for a test that plays any course of it: tests of every trigger, saves, removals and
 * runs of the schedule, side by side, with a crash at any call. What must hold at every moment is checked as it happens.
 */
import type fc from 'fast-check';
import { expect } from 'vitest';
import { indexEntry } from '../../lib/connection/connection-index.ts';
import type { Trigger, Verdict } from '../../lib/connection-test/test-result.ts';
import type { ConnectionState, Latest } from '../../lib/watch/connection-state.ts';
import type { ConnectionStateChanged, EventBus, FleetStateChanged } from '../../lib/watch/events.ts';
import { fleetMember } from '../../lib/watch/fleet-state.ts';
import { planTests } from '../../lib/watch/plan-tests.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { handClock } from '../hand-clock.ts';
import { noted } from '../noted-invocation.ts';
import { aTest } from './fixtures.ts';
import { ResultsInMemory } from './results-in-memory.ts';

const ID = 'acme';
const INTERVAL_MINUTES = 60;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

export interface Step {
  readonly what: { readonly trigger: Trigger; readonly verdict: Verdict } | 'save' | 'remove' | 'restore' | 'plan';
  /** The call before or after which it dies: even numbers before, odd ones after it. Null when it lives. */
  readonly crashAt: number | null;
}

class Crash extends Error {}

/** The table's own condition: it compares six attributes, not all of them. */
class ResultsAsInTheTable extends ResultsInMemory {
  override async replaceLatest(connectionId: string, read: Latest | null, latest: Latest): Promise<boolean> {
    const compared = (item: Latest | null) =>
      JSON.stringify(
        item && [item.state, item.startedAt, item.lastEventAt, item.save?.version ?? null, item.keptAt, item.telling],
      );
    if (compared(this.known.get(connectionId) ?? null) !== compared(read)) return false;
    this.known.set(connectionId, latest);
    return true;
  }
}

interface Told {
  readonly detail: ConnectionStateChanged;
  /** What its teller had read, as JSON. */
  readonly read: string;
}

export class WatchedLife {
  readonly #scheduler: fc.Scheduler;
  readonly #clock = handClock();
  readonly #table = new ResultsAsInTheTable();
  readonly #told: Told[] = [];
  /** Ids of changes that were told and then written. */
  readonly #doneIds: string[] = [];
  #version = 1;
  #savedAt: number | null = this.#clock.now();
  #fleetFailing = false;
  /** Ids of events that were told where nothing was known: they are not listed. */
  readonly #first = new Set<string>();
  /** How many events were told when the connection was last removed. */
  #toldBeforeRemoval = 0;

  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
  }

  get latest(): Latest | null {
    return this.#table.known.get(ID) ?? null;
  }

  /** Steps side by side; what died comes again afterwards, as from the queue. */
  async round(minutes: number, fleetFailing: boolean, steps: readonly Step[]): Promise<void> {
    this.#clock.jump(minutes * MINUTE_MS);
    this.#fleetFailing = fleetFailing;
    const lived = await this.#scheduler.waitFor(Promise.all(steps.map((step) => this.#perform(step))));
    const again = steps.filter((_step, index) => !lived[index]).map(({ what }) => ({ what, crashAt: null }));
    await this.#scheduler.waitFor(Promise.all(again.map((step) => this.#perform(step))));
    this.#expectHeard();
  }

  /** A last test, in quiet times, that lives: whatever died before it, whoever listened knows the state afterwards. */
  async end(what: Exclude<Step['what'], string>): Promise<void> {
    await this.round(1, false, [{ what, crashAt: null }]);
    if (this.#savedAt === null || !this.latest) return;
    const { telling, heldBack } = this.latest;
    // What was held back is told by a test that still fails, not by one that says nothing.
    if (heldBack && what.verdict !== 'failed') return;
    expect(telling, 'nothing is left in doubt').toEqual([]);
    expect(heldBack, 'nothing is held back in quiet times').toBeNull();
    if (this.#told.length > this.#toldBeforeRemoval && !this.#isFirstHeard())
      expect(this.#lastHeard(), 'who listened knows the state').toBe(this.latest.state);
  }

  /**
   * Whoever drops repeats by id, and heard all the rest, knows the state; or the one before it was held back, or the item
   * says that what was told is in doubt.
   */
  #expectHeard(): void {
    const { latest } = this;
    if (this.#savedAt === null) {
      expect(latest, 'a removed connection stays removed').toBeNull();
    } else if (latest?.lastEventAt && !this.#isFirstHeard()) {
      const { state, heldBack, telling } = latest;
      const expected = [state, ...(heldBack ? [heldBack.from] : []), ...telling.map(({ to }) => to)];
      expect(expected, `heard of ${JSON.stringify({ ...latest, result: null })}`).toContain(this.#lastHeard());
    }
  }

  /** The first event of all may be in doubt without a trace, until another one is told. */
  #isFirstHeard(): boolean {
    return this.#first.has(this.#lastNew()?.id ?? '');
  }

  #lastHeard(): ConnectionState | null {
    return this.#lastNew()?.to ?? null;
  }

  #lastNew(): ConnectionStateChanged | null {
    const heard = new Set<string>();
    let last: ConnectionStateChanged | null = null;
    for (const [index, { detail }] of this.#told.entries()) {
      if (!heard.has(detail.id) && index >= this.#toldBeforeRemoval) last = detail;
      heard.add(detail.id);
    }
    return last;
  }

  async #perform({ what, crashAt }: Step): Promise<boolean> {
    const actor = this.#actor(what, crashAt);
    try {
      if (what === 'save') await this.#save(actor);
      else if (what === 'remove') await this.#remove();
      else if (what === 'restore') this.#savedAt ??= this.#clock.now();
      else if (what === 'plan') await this.#plan(actor);
      else await this.#test(actor, what);
      return true;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return false;
    }
  }

  async #test({ recorder, call }: Actor, { trigger, verdict }: Exclude<Step['what'], string>): Promise<void> {
    if (this.#savedAt === null) return;
    this.#clock.jump(1);
    const startedMs = this.#clock.now();
    const startedAt = new Date(startedMs).toISOString();
    const result = aTest(verdict, 0, { trigger, startedAt, version: `v${this.#version}` });
    const lastPassedAt = this.latest?.lastPassedAt ?? null;
    await call(async () => {});
    await recorder.record(ID, result, { member: fleetMember(ID, 'client', result, lastPassedAt) });
  }

  async #save({ recorder }: Actor): Promise<void> {
    this.#version += 1;
    this.#savedAt = this.#clock.now();
    const save = { version: `v${this.#version}`, at: new Date(this.#savedAt).toISOString() };
    await recorder.recordUntestedSave(ID, 'na', save);
  }

  async #remove(): Promise<void> {
    this.#savedAt = null;
    this.#toldBeforeRemoval = this.#told.length;
    await this.#table.forgetLatest(ID, this.#clock.now());
  }

  async #plan({ results, recorder }: Actor): Promise<void> {
    const savedAt = this.#savedAt;
    const entries = savedAt === null ? [] : [indexEntry(ID, { version: 'v1', text: '{}', savedAt })];
    const index = {
      async *all() {
        yield* entries;
      },
      page: () => Promise.reject(new Error('not asked for')),
    };
    const fleets = { reviewFailing: async () => {} };
    const queue = { send: async () => {} };
    const clock = this.#clock;
    const invocation = noted(clock.now() + MINUTE_MS);
    const dependencies = { index, results, recorder, fleets, queue, clock, intervalMinutes: INTERVAL_MINUTES } as const;
    await planTests(dependencies, { scheduledMs: clock.now(), runId: 'run', all: false }, invocation);
    const broken = invocation.lines.find(([message]) => message === 'broken')?.[1];
    if (broken) throw broken;
  }

  /** Ports of its own for each step, so that it can die alone, and so that what it tells can be held against what it read. */
  #actor(what: Step['what'], crashAt: number | null): Actor {
    let calls = 0;
    const dieAt = (point: number) => {
      if (crashAt === point) throw new Crash();
    };
    const call: Actor['call'] = async (perform) => {
      const point = calls * 2;
      calls += 1;
      await this.#scheduler.schedule(Promise.resolve());
      dieAt(point);
      this.#clock.jump(SECOND_MS);
      const answer = await perform();
      dieAt(point + 1);
      return answer;
    };
    let read: Latest | null = null;
    const table = this.#table;
    const actor = {
      told: null as ConnectionStateChanged | null,
      call,
    };
    const results = {
      latest: (id: string) =>
        call(async () => {
          read = await table.latest(id);
          return read;
        }),
      latestOf: (ids: readonly string[]) =>
        call(async () => {
          const all = await table.latestOf(ids);
          read = all.get(ID) ?? null;
          return all;
        }),
      replaceLatest: (id: string, before: Latest | null, latest: Latest) =>
        call(async () => {
          const previous = this.latest;
          const written = await table.replaceLatest(id, before, latest);
          if (!written) return false;
          this.#expectWritable(previous, latest, actor.told);
          if (actor.told && latest.lastEventAt !== (previous?.lastEventAt ?? null)) this.#doneIds.push(actor.told.id);
          return true;
        }),
      addToHistory: (id: string, result: Parameters<ResultsInMemory['addToHistory']>[1]) =>
        call(() => table.addToHistory(id, result)),
      removedAt: (id: string) => call(() => table.removedAt(id)),
      forgetLatest: table.forgetLatest.bind(table),
      history: table.history.bind(table),
    };
    const events: EventBus = {
      put: (_type: string, detail: ConnectionStateChanged | FleetStateChanged) =>
        call(async () => {
          if (!('connectionId' in detail)) throw new Error('No fleet is judged here.');
          this.#expectCause(detail, what, read);
          this.#told.push({ detail, read: JSON.stringify(read) });
          if (!read) this.#first.add(detail.id);
          this.#expectIds();
          actor.told = detail;
        }),
    };
    const recorder = createRecorder({
      results,
      events,
      clock: this.#clock,
      fleets: { review: () => call(async () => this.#fleetFailing) },
      confirm: () => call(async () => {}),
    });
    return Object.assign(actor, { results, events, recorder });
  }

  #expectWritable(previous: Latest | null, latest: Latest, told: ConnectionStateChanged | null): void {
    expect((latest.startedAt ?? '') >= (previous?.startedAt ?? ''), 'latest never goes back in time').toBe(true);
    if (latest.state === (previous?.state ?? 'unknown') || latest.heldBack) return;
    expect(told?.to, 'a state changes with its event').toBe(latest.state);
  }

  #expectCause({ to, testId }: ConnectionStateChanged, what: Step['what'], read: Latest | null): void {
    if (to === 'unknown') {
      // Or somebody found silence or saved in between, and what was told before is corrected.
      expect(what === 'save' || what === 'plan' || (read?.state ?? 'unknown') === 'unknown').toBe(true);
      return;
    }
    expect(this.#table.kept.map(({ verdict }) => verdict)).toContain(to);
    expect(this.#table.kept.map((test) => test.testId)).toContain(testId);
  }

  #expectIds(): void {
    const byRead = new Map<string, string>();
    const readFirst = new Map<string, string>();
    for (const { detail, read } of this.#told) {
      // Told again over what somebody wrote in between: it keeps the id that it was told under first.
      if (!readFirst.has(detail.id)) readFirst.set(detail.id, read);
      if (read === 'null' || readFirst.get(detail.id) !== read) continue;
      const told = JSON.stringify([read, detail.from, detail.to]);
      expect(byRead.get(told) ?? detail.id, 'the same change has the same id').toBe(detail.id);
      byRead.set(told, detail.id);
    }
    expect(new Set(this.#doneIds).size, 'each change has an id of its own').toBe(this.#doneIds.length);
  }
}

interface Actor {
  /** The last event that it told. */
  told: ConnectionStateChanged | null;
  readonly call: <Answer>(perform: () => Promise<Answer>) => Promise<Answer>;
  readonly results: Parameters<typeof planTests>[0]['results'];
  readonly events: EventBus;
  readonly recorder: ReturnType<typeof createRecorder>;
}
