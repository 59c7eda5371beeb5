import { LRUCache } from 'lru-cache';
import { ok } from '../result.ts';
import type { Clock } from '../time.ts';
import type { ConnectionReader, ReadConnection, RememberingConnectionReader } from './connection-reader.ts';
import type { StoredConnection } from './stored-connection.ts';

const REMEMBERED_CONNECTIONS = 1_000;

interface Remembered {
  readonly connection: StoredConnection;
  readonly until: number;
  /** The order in which the reads began. */
  readonly order: number;
}

/**
 * Keeps what was read for `seconds`; concurrent readers of one connection share one read. Failures are not kept, so that
 * a connection that has just been made or repaired is seen at once.
 */
export function rememberConnections(
  reader: ConnectionReader,
  seconds: number,
  clock: Clock,
): RememberingConnectionReader {
  const memory = new LRUCache<string, Remembered>({ max: REMEMBERED_CONNECTIONS });
  const reading = new Map<string, Promise<ReadConnection>>();

  let reads = 0;

  async function readPastMemory(connectionId: string): Promise<ReadConnection> {
    reads += 1;
    const order = reads;
    const read = await reader.read(connectionId);
    // One that began later may have ended sooner: what it saw is newer.
    if ((memory.peek(connectionId)?.order ?? 0) > order) return read;
    if (read.ok) {
      memory.set(connectionId, { connection: read.value, until: clock.now() + seconds * 1_000, order });
    } else if (read.failure.kind !== 'storage_unavailable') {
      memory.delete(connectionId);
    }
    return read;
  }

  function remembered(connectionId: string): StoredConnection | null {
    const known = memory.get(connectionId);
    return known && known.until > clock.now() ? known.connection : null;
  }

  return {
    remembered,
    readPastMemory,
    read(connectionId) {
      const known = remembered(connectionId);
      if (known) return Promise.resolve(ok(known));
      const underWay = reading.get(connectionId);
      if (underWay) return underWay;
      const read = readPastMemory(connectionId).finally(() => reading.delete(connectionId));
      reading.set(connectionId, read);
      return read;
    },
  };
}
