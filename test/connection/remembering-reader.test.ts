import { describe, expect, test } from 'vitest';
import type { ConnectionReader, ReadConnection, ReadFailure } from '../../lib/connection/connection-reader.ts';
import { rememberConnections } from '../../lib/connection/remembering-reader.ts';
import { parseStoredConnection } from '../../lib/connection/stored-connection.ts';
import { failed } from '../../lib/result.ts';
import { handClock } from '../hand-clock.ts';

const SECRET = '{"lwaClientId":"a","lwaClientSecret":"b","lwaRefreshToken":"c"}';

function connection(id: string, version: string): ReadConnection {
  const parsed = parseStoredConnection(id, version, SECRET, undefined);
  return parsed.ok ? parsed : failed({ kind: 'connection_malformed', ...parsed.failure });
}

/** A store whose reads are counted, whose secrets change version at will, and whose answers can be held back. */
function store() {
  const reads: string[] = [];
  const held: (() => void)[] = [];
  const state = { version: 'v1', failure: null as ReadFailure | null, holding: false };
  const reader: ConnectionReader = {
    async read(id) {
      reads.push(id);
      const answer = state.failure ? failed(state.failure) : connection(id, state.version);
      if (state.holding) await new Promise<void>((resolve) => held.push(resolve));
      return answer;
    },
  };
  return { reads, held, state, reader };
}

const versionOf = (read: ReadConnection) => (read.ok ? read.value.version : read.failure.kind);

describe('a remembering reader', () => {
  test('reads a connection once in the time that it remembers', async () => {
    const { reads, state, reader } = store();
    const clock = handClock();
    const remembering = rememberConnections(reader, 300, clock);

    await remembering.read('acme');
    state.version = 'v2';
    clock.jump(299_999);
    expect(versionOf(await remembering.read('acme'))).toBe('v1');
    clock.jump(1);
    expect(versionOf(await remembering.read('acme'))).toBe('v2');
    expect(reads).toHaveLength(2);
  });

  test('tells at once what it remembers, and asks nobody', async () => {
    const { reads, reader } = store();
    const clock = handClock();
    const remembering = rememberConnections(reader, 300, clock);

    expect(remembering.remembered('acme')).toBeNull();
    await remembering.read('acme');
    expect(remembering.remembered('acme')?.version).toBe('v1');
    expect(remembering.remembered('other')).toBeNull();
    clock.jump(300_000);
    expect(remembering.remembered('acme')).toBeNull();
    expect(reads).toHaveLength(1);
  });

  test('remembers nothing when told so', async () => {
    const { reads, reader } = store();
    const remembering = rememberConnections(reader, 0, handClock());
    await remembering.read('acme');
    await remembering.read('acme');

    expect(reads).toHaveLength(2);
  });

  test('reads past its memory, and refreshes it', async () => {
    const { reads, state, reader } = store();
    const remembering = rememberConnections(reader, 300, handClock());

    await remembering.read('acme');
    state.version = 'v2';
    expect(versionOf(await remembering.readPastMemory('acme'))).toBe('v2');
    expect(versionOf(await remembering.read('acme'))).toBe('v2');
    expect(reads).toHaveLength(2);
  });

  test('shares one read among those who come at once, each connection for itself', async () => {
    const { reads, held, state, reader } = store();
    const remembering = rememberConnections(reader, 300, handClock());
    state.holding = true;
    const all = Promise.all([remembering.read('acme'), remembering.read('acme'), remembering.read('other')]);
    for (const release of held) release();

    expect((await all).map((read) => read.ok && read.value.connectionId)).toEqual(['acme', 'acme', 'other']);
    expect(reads).toEqual(['acme', 'other']);
  });

  test.for([
    [{ kind: 'connection_not_found' }],
    [{ kind: 'connection_pending_deletion' }],
    [{ kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason: 'ThrottlingException' }],
  ] as const satisfies readonly (readonly [ReadFailure])[])('does not remember the failure %j', async ([failure]) => {
    const { state, reader } = store();
    const remembering = rememberConnections(reader, 300, handClock());

    state.failure = failure;
    expect(versionOf(await remembering.read('acme'))).toBe(failure.kind);
    state.failure = null;
    expect(versionOf(await remembering.read('acme'))).toBe('v1');
  });

  test('forgets a connection that is gone, but not one that could not be read', async () => {
    const { state, reader } = store();
    const remembering = rememberConnections(reader, 300, handClock());
    await remembering.read('acme');

    state.failure = { kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason: 'TimeoutError' };
    expect(versionOf(await remembering.readPastMemory('acme'))).toBe('storage_unavailable');
    expect(versionOf(await remembering.read('acme'))).toBe('v1');

    state.failure = { kind: 'connection_not_found' };
    await remembering.readPastMemory('acme');
    expect(versionOf(await remembering.read('acme'))).toBe('connection_not_found');
  });

  test('keeps what the later read saw when an earlier one ends after it', async () => {
    const { held, state, reader } = store();
    const remembering = rememberConnections(reader, 300, handClock());

    state.holding = true;
    const slow = remembering.read('acme');
    state.version = 'v2';
    state.holding = false;
    await remembering.readPastMemory('acme');
    held.forEach((release) => {
      release();
    });
    expect(versionOf(await slow)).toBe('v1');
    expect(versionOf(await remembering.read('acme'))).toBe('v2');
  });

  test('goes on after a read that threw', async () => {
    const { reader } = store();
    let broken = true;
    const remembering = rememberConnections(
      {
        read: async (id) => {
          if (broken) throw new Error('a bug');
          return reader.read(id);
        },
      },
      300,
      handClock(),
    );

    await expect(remembering.read('acme')).rejects.toThrow('a bug');
    broken = false;
    expect(versionOf(await remembering.read('acme'))).toBe('v1');
  });

  test('keeps a thousand connections, those used last', async () => {
    const { reads, reader } = store();
    const remembering = rememberConnections(reader, 300, handClock());
    for (let index = 0; index < 1_000; index += 1) await remembering.read(`c${index}`);
    await remembering.read('c0');
    await remembering.read('c1000');
    await remembering.read('c0');
    expect(reads).toHaveLength(1_001);

    await remembering.read('c1');
    expect(reads).toHaveLength(1_002);
  });
});
