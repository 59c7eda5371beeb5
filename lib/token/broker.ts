/**
 * The token broker: one per warm environment. Callers of the same token share one exchange, a failure is shared too, and a
 * rejected credential is looked up once more past the memory before anybody is told.
 */
import type { Sending } from '../amazon/send-with-tries.ts';
import type { RememberingConnectionReader } from '../connection/connection-reader.ts';
import { reportUnread } from '../connection/report-unread.ts';
import type { StoredConnection } from '../connection/stored-connection.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { isDeadCredential, isRejection } from './dead-credential.ts';
import { type Grant, isKeyOfVersion, SELLER, tokenKey } from './grant.ts';
import type { HandedOut, HandOut, TokenBroker, TokenRequest } from './hand-out.ts';
import { mintAtLwa, mintRestricted } from './mint.ts';
import { DEFAULT_MIN_VALID_SECONDS } from './token.ts';
import type { TokenFailure } from './token-failure.ts';
import { createTokenMemory } from './token-memory.ts';

export interface BrokerDependencies extends Sending {
  readonly reader: RememberingConnectionReader;
  /** Told of a connection whose credential is dead although its secret is the latest. */
  readonly onDeadCredential: (connectionId: string, invocation: Invocation) => Promise<void>;
}

interface MintFailure {
  readonly failure: TokenFailure;
  /** Whose values Amazon saw: a seller token may have been healed to a newer version than the one that was asked for. */
  readonly metBy: StoredConnection;
}

interface Exchange {
  readonly deadlineAt: number;
  readonly handOut: Promise<HandOut>;
}

/** A timer may fire this much before its time, by the wall clock. */
const TIMER_SLACK_MS = 100;

export function createTokenBroker(dependencies: BrokerDependencies): TokenBroker {
  const { reader, clock } = dependencies;
  const memory = createTokenMemory(clock);
  const underWay = new Map<string, Exchange>();

  /** An exchange that outlived its caller's deadline, or the freeze of its environment, says nothing about Amazon. */
  function outlived(failure: TokenFailure, deadlineAt: number): boolean {
    return failure.kind === 'inconclusive' && clock.now() >= deadlineAt - TIMER_SLACK_MS;
  }

  async function token(
    { connectionId, grant, minValidSeconds }: TokenRequest,
    invocation: Invocation,
  ): Promise<HandOut> {
    // Most requests end here, and wait for nothing.
    const known = reader.remembered(connectionId);
    const remembered = known && fromMemory(known, grant, minValidSeconds, invocation);
    if (remembered) return remembered;

    const read = await reader.read(connectionId);
    if (!read.ok) {
      reportUnread(read.failure, connectionId, invocation);
      return failed(read.failure);
    }
    return tokenOf(read.value, grant, minValidSeconds, invocation);
  }

  function fromMemory(
    connection: StoredConnection,
    grant: Grant,
    minValidSeconds: number,
    invocation: Invocation,
  ): HandOut | null {
    const token = memory.token(tokenKey(connection, grant), minValidSeconds);
    if (!token) return null;
    invocation.metrics.add('TokenCacheHits', 1);
    return ok({ token, connection, amazonRequestId: null });
  }

  async function tokenOf(
    connection: StoredConnection,
    grant: Grant,
    minValidSeconds: number,
    invocation: Invocation,
  ): Promise<HandOut> {
    const remembered = fromMemory(connection, grant, minValidSeconds, invocation);
    if (remembered) return remembered;
    const key = tokenKey(connection, grant);
    const cooling = memory.failure(key);
    if (cooling) return failed(cooling);

    const joined = underWay.get(key);
    // After a thaw, an exchange of a caller who is long gone may still be under way.
    if (!joined || joined.deadlineAt <= clock.now()) return exchange(key, connection, grant, invocation, true);
    const handOut = await joined.handOut;
    // Whoever began it may have had less time than we have: its end is not ours.
    const ranOut = !handOut.ok && outlived(handOut.failure, joined.deadlineAt);
    return ranOut && joined.deadlineAt < invocation.deadlineAt
      ? tokenOf(connection, grant, minValidSeconds, invocation)
      : handOut;
  }

  /** One exchange for all who ask for this key meanwhile. */
  function exchange(
    key: string,
    connection: StoredConnection,
    grant: Grant,
    invocation: Invocation,
    mayHeal: boolean,
  ): Promise<HandOut> {
    const handOut = mintAndRemember(key, connection, grant, invocation, mayHeal).finally(() => {
      if (underWay.get(key) === begun) underWay.delete(key);
    });
    const begun: Exchange = { deadlineAt: invocation.deadlineAt, handOut };
    underWay.set(key, begun);
    return handOut;
  }

  async function mintAndRemember(
    key: string,
    connection: StoredConnection,
    grant: Grant,
    invocation: Invocation,
    mayHeal: boolean,
  ): Promise<HandOut> {
    const minted = await mint(connection, grant, invocation);
    if (minted.ok) {
      memory.keep(tokenKey(minted.value.connection, grant), minted.value.token);
      return minted;
    }
    const { failure, metBy } = minted.failure;
    const healed = isDeadCredential(failure, grant) ? await heal(metBy, grant, invocation, mayHeal) : null;
    if (healed) return healed;
    if (!outlived(failure, invocation.deadlineAt)) memory.coolDown(key, failure);
    return failed(failure);
  }

  async function mint(
    connection: StoredConnection,
    grant: Grant,
    invocation: Invocation,
  ): Promise<Result<HandedOut, MintFailure>> {
    if (grant.kind === 'restricted') return mintWithSellerToken(connection, grant, invocation, true);
    const minted = await mintAtLwa(dependencies, connection, grant, invocation);
    return minted.ok ? ok({ ...minted.value, connection }) : failed({ failure: minted.failure, metBy: connection });
  }

  /**
   * A seller token that Amazon calls stale is dropped, exchanged once, and shown once more. The token belongs to the version
   * of the seller token that was shown, which may be newer than the one that was asked for.
   */
  async function mintWithSellerToken(
    connection: StoredConnection,
    grant: Extract<Grant, { kind: 'restricted' }>,
    invocation: Invocation,
    mayTryAgain: boolean,
  ): Promise<Result<HandedOut, MintFailure>> {
    const seller = await tokenOf(connection, SELLER, DEFAULT_MIN_VALID_SECONDS, invocation);
    if (!seller.ok) return failed({ failure: seller.failure, metBy: connection });
    const { token: shown, connection: current } = seller.value;
    const minted = await mintRestricted(dependencies, current, shown.token, grant.restrictedResources, invocation);
    if (minted.ok) return ok({ ...minted.value, connection: current });
    const { failure } = minted;
    if (!mayTryAgain || !isRejection(failure, 'access_token_rejected')) return failed({ failure, metBy: current });
    // Only this one: another caller may have exchanged it already.
    memory.forget((_key, token) => token === shown);
    return mintWithSellerToken(current, grant, invocation, false);
  }

  /**
   * The secret may have been changed since it was read. If it was, the exchange is repeated once with the new values; if
   * not, the credential is dead and somebody should know. Null when there is nothing better to answer than the rejection.
   */
  async function heal(
    connection: StoredConnection,
    grant: Grant,
    invocation: Invocation,
    mayHeal: boolean,
  ): Promise<HandOut | null> {
    const changed = mayHeal ? await rereadChanged(connection, invocation) : null;
    if (!changed?.ok) return changed;
    const newKey = tokenKey(changed.value, grant);
    // Never waits for another exchange, which might be waiting for this one: a rolled-back secret makes circles.
    return underWay.has(newKey)
      ? mintAndRemember(newKey, changed.value, grant, invocation, false)
      : exchange(newKey, changed.value, grant, invocation, false);
  }

  /** The connection with newer values, the tokens of the old ones forgotten; null when there are none to be had. */
  async function rereadChanged(
    { connectionId, version }: StoredConnection,
    invocation: Invocation,
  ): Promise<Result<StoredConnection, TokenFailure> | null> {
    const read = await reader.readPastMemory(connectionId);
    if (!read.ok) {
      reportUnread(read.failure, connectionId, invocation);
      return read.failure.kind === 'storage_unavailable' ? null : failed(read.failure);
    }
    if (read.value.version === version) {
      await dependencies.onDeadCredential(connectionId, invocation);
      return null;
    }
    memory.forget(isKeyOfVersion(connectionId, version));
    return read;
  }

  async function renew(
    { token: refused, connection }: HandedOut,
    grant: Grant,
    cause: 'access_token_rejected' | 'client_secret_expired',
    invocation: Invocation,
  ): Promise<HandOut | null> {
    if (cause === 'client_secret_expired') {
      const changed = await rereadChanged(connection, invocation);
      return changed?.ok ? tokenOf(changed.value, grant, DEFAULT_MIN_VALID_SECONDS, invocation) : changed;
    }
    // Only this one: another caller may have exchanged it already.
    memory.forget((_key, token) => token === refused);
    return tokenOf(connection, grant, DEFAULT_MIN_VALID_SECONDS, invocation);
  }

  return { token, renew, reportDead: dependencies.onDeadCredential };
}
