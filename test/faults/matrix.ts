/**
 * Runs the cells of a function in one process: first each with its fault, then, when all is well again and the cool-down of the
 * tokens is over, each once more. Many at a time: a fault befalls only the calls that are about its cell.
 */
import pMap from 'p-map';
import type { Fault, FaultTarget } from '../../infra/local-aws/faults.ts';
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import { secretsManagerStore } from '../../lib/connection/secrets-manager-store.ts';
import { parseSettings } from '../../lib/connection/settings.ts';
import type { Bundle, Invoked } from '../functions/bundle.ts';
import { inProcess } from '../functions/bundle-host.ts';
import { type LocalWorld, PREFIX, STAGE, startLocalWorld } from '../functions/local-world.ts';
import { logOf, sumsOf } from '../functions/log-lines.ts';
import { type FaultyAmazon, type Play, type Sent, startFaultyAmazon } from './faulty-amazon.ts';
import { MARKERS, settingsOf } from './marked-connection.ts';

export interface Cell {
  readonly what: string;
  readonly endpoint?: EndpointName;
  /** What is there before. */
  readonly prepared: 'saved' | 'absent' | 'removed';
  readonly play?: Play;
  readonly aws?: AwsFault;
  /** Made when it is sent; `now` is the function's. */
  event(cellId: string, now: number): unknown;
  readonly remainingMs?: number;
  /** With the fault it is asked once more at once: for a while it is known how that ends, and nothing more is sent. */
  readonly isAskedTwice?: true;
  /** Fails where something is not as it is promised: with the fault, and of the same call once all is well again. */
  check(faulty: Observation): void;
  checkAgain(healthy: Observation, faulty: Observation): void;
}

export interface AwsFault {
  readonly target: FaultTarget;
  readonly fault: Fault;
  readonly times: number;
  /** How many such calls pass before. */
  readonly after: number;
  /** What the calls are about; the cell's own connection unless said. */
  readonly about?: string;
}

/** What one invocation did. */
export interface Observation {
  readonly invoked: Invoked;
  /** How it ended when it was asked once more at once. */
  readonly invokedAgain: Invoked | null;
  /** Its log lines. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Sums of the metrics; null where others ran at the same time. */
  readonly metrics: Readonly<Record<string, number>> | null;
  /** To Amazon. */
  readonly sent: Sent;
  /** How many calls the AWS fault met. */
  readonly met: number;
  readonly secret: { readonly value: string | null; readonly removed: boolean } | null;
  /** The newest result that is held for the connection; null for none. */
  readonly latest: Readonly<Record<string, string>> | null;
  /** About its connection, or of its run. */
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

type Ended = Pick<Observation, 'invoked' | 'invokedAgain' | 'log' | 'metrics' | 'met'>;

export interface Ran {
  readonly cellId: string;
  readonly faulty: Observation;
  readonly healthy: Observation;
}

export interface Matrix {
  readonly world: LocalWorld;
  readonly amazon: FaultyAmazon;
  readonly bundle: Bundle;
  /** In the order of the cells. */
  run(cells: readonly Cell[], atOnce?: number): Promise<Ran[]>;
  /** What is called in AWS for it, in order. */
  callsOf(cell: Cell): Promise<string[]>;
  /** What all invocations so far ended with. */
  readonly ends: readonly Invoked[];
  close(): Promise<void>;
}

/** Fewer than the sockets of an SDK client: whoever waits for nothing holds one. */
const AT_ONCE = 32;
const REMAINING_MS = 29_000;
/** Longer than the cool-down of the tokens. */
const LATER_MS = 11_000;

/** Of what is there before. */
export const PREPARED_AT = '2026-01-01T00:00:00.000Z';

/** Of everything that has a say in how much is written, the loudest. */
export const LOUD = {
  POWERTOOLS_LOG_LEVEL: 'TRACE',
  AWS_LAMBDA_LOG_LEVEL: 'TRACE',
  POWERTOOLS_LOGGER_LOG_EVENT: 'true',
};
const CREDENTIALS = {
  AWS_SECRET_ACCESS_KEY: MARKERS['AWS secret key'],
  AWS_SESSION_TOKEN: MARKERS['AWS session token'],
};

export async function startMatrix(
  functionName: string,
  more: Readonly<Record<string, string>> = LOUD,
): Promise<Matrix> {
  const [world, amazon] = await Promise.all([startLocalWorld([]), startFaultyAmazon()]);
  const env = { ...CREDENTIALS, ...more, AMAZON_LOOPBACK_ORIGIN: amazon.origin };
  const bundle = await world.load(functionName, env, inProcess);
  const store = secretsManagerStore(world.secrets, { prefix: PREFIX, stage: STAGE });
  const ends: Invoked[] = [];
  let made = 0;
  let begun = 0;
  let underWay = 0;
  let aheadMs = 0;

  function newId(): string {
    made += 1;
    return `cell-${String(made).padStart(4, '0')}`;
  }

  async function prepare(cellId: string, { prepared, endpoint, play = {}, aws }: Cell): Promise<() => number> {
    if (prepared !== 'absent') {
      const settings = parseSettings(settingsOf(cellId, endpoint));
      if (!settings.ok) throw new Error('The settings of a cell are wrong.');
      await store.create(cellId, { settings: settings.value, createdAt: PREPARED_AT, updatedAt: PREPARED_AT });
    }
    if (prepared === 'removed') await world.remove(cellId);
    amazon.play(cellId, { ...play, ...(endpoint && { home: endpoint }) });
    return aws ? world.aws.faults.inject(aws.target, aws.fault, aws.times, aws.about ?? cellId, aws.after) : () => 0;
  }

  async function invoke(cell: Cell, cellId: string, remainingMs = REMAINING_MS): Promise<Invoked> {
    const event = cell.event(cellId, Date.now() + aheadMs);
    const invoked = await bundle.invoke(event, { requestId: cellId, remainingMs });
    ends.push(invoked);
    return invoked;
  }

  /** With what it wrote. */
  async function observed(cell: Cell, cellId: string, remainingMs?: number) {
    const { stdout, stderr } = bundle;
    const [printedBefore, loggedBefore] = [stdout.length, stderr.length];
    underWay += 1;
    begun += 1;
    const [isAlone, number] = [underWay === 1, begun];
    const invoked = await invoke(cell, cellId, remainingMs).finally(() => {
      underWay -= 1;
    });
    const printed = stdout.slice(printedBefore);
    // Node writes there too, when it is told to debug.
    const logged = stderr.slice(loggedBefore).filter((line) => line.startsWith('{"level":'));
    const log = logOf([...printed, ...logged]).filter(({ requestId }) => requestId === cellId);
    return { invoked, log, metrics: isAlone && number === begun ? sumsOf(printed) : null };
  }

  /** Everything that there is by now, by cell. */
  async function observer(): Promise<(cellId: string, ended: Ended) => Observation> {
    const latest = Map.groupBy(
      (await world.items()).filter(({ sort }) => sort === 'latest'),
      ({ connectionId }) => connectionId,
    );
    const queued = world.queued();
    const messages = Map.groupBy(queued, ({ connectionId }) => connectionId);
    const ofRuns = Map.groupBy(queued, ({ runId }) => runId);
    const events = Map.groupBy(
      world.aws.events().map(({ detail }) => ({ ...detail }) as Record<string, unknown>),
      ({ connectionId }) => connectionId,
    );
    const secrets = new Map(world.aws.secrets().map((secret) => [secret.name, secret]));
    return (cellId, ended) => {
      const secret = secrets.get(`${PREFIX}${cellId}`);
      return {
        ...ended,
        sent: amazon.sentOf(cellId),
        secret: secret ? { value: secret.value, removed: secret.deletedAt !== null } : null,
        latest: latest.get(cellId)?.[0] ?? null,
        messages: messages.get(cellId) ?? ofRuns.get(cellId) ?? [],
        events: events.get(cellId) ?? [],
      };
    };
  }

  return {
    world,
    amazon,
    bundle,
    ends,
    async run(cells, atOnce = AT_ONCE) {
      const named = cells.map((cell) => ({ cell, cellId: newId() }));
      const faulty = await pMap(
        named,
        async ({ cell, cellId }) => {
          const met = await prepare(cellId, cell);
          const ended = await observed(cell, cellId, cell.remainingMs);
          // It would befall the next one, too.
          if (cell.aws?.about !== undefined) world.aws.faults.clear();
          const invokedAgain = cell.isAskedTwice ? await invoke(cell, cellId, cell.remainingMs) : null;
          return { ...ended, invokedAgain, met: met() };
        },
        { concurrency: atOnce },
      );
      const before = await observer();
      const faults = faulty.map((ended, index) => before(named[index]?.cellId ?? '', ended));

      world.aws.faults.clear();
      amazon.heal();
      aheadMs += LATER_MS;
      bundle.moveClock(aheadMs);
      const again = await pMap(
        named,
        async ({ cell, cellId }) => ({ ...(await observed(cell, cellId)), invokedAgain: null, met: 0 }),
        { concurrency: atOnce },
      );
      const after = await observer();
      return named.map(({ cellId }, index) => {
        const [fault, healthy] = [faults[index], again[index]];
        if (!fault || !healthy) throw new Error(`${cellId} was not run`);
        return { cellId, faulty: fault, healthy: after(cellId, healthy) };
      });
    },
    async callsOf(cell) {
      const cellId = newId();
      await prepare(cellId, cell);
      world.aws.forgetCalls();
      await invoke(cell, cellId);
      return world.aws.calls().map(({ service, operation }) => `${service}.${operation}`);
    },
    async close() {
      await Promise.all([world.close(), amazon.close()]);
    },
  };
}
