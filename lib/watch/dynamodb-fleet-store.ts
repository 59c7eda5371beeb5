/** Fleets in the table of the test results, under `fleet#…` (docs/storage.md). */
import { createHash } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type EndpointName, isEndpointName } from '../amazon/endpoints.ts';
import { asked, isConditionFailure } from '../aws/service-error.ts';
import type { Item } from './dynamodb-items.ts';
import { type FleetMember, type FleetScope, type FleetState, scopeKey } from './fleet-state.ts';
import { type Claim, type FleetStore, type KnownFleet, latestBinding } from './fleet-store.ts';

const STATES = 'fleet#states';
const ENDPOINT = 'endpoint#';
const SORT_BYTES = 1_024;
const MEMBER_DAYS = 2;

export function dynamoDbFleetStore(client: DynamoDBClient, table: string): FleetStore {
  async function* itemsOf(partition: string): AsyncGenerator<Item> {
    let from: Item | undefined;
    do {
      const query = new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'connectionId = :partition',
        ExpressionAttributeValues: { ':partition': { S: partition } },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      });
      const answer = await asked('dynamodb:Query', client.send(query));
      yield* answer.Items ?? [];
      from = answer.LastEvaluatedKey;
    } while (from);
  }

  /** False when the state is no longer what was read or, with a claim, when somebody else has claimed the change. */
  async function putIfStill(read: FleetState | null, item: Item, claim?: Claim): Promise<boolean> {
    // A claim that ends much later than ours would is one by a clock that is far ahead: it binds nobody.
    const unclaimed = '(attribute_not_exists(claimedUntil) OR NOT claimedUntil BETWEEN :now AND :latest)';
    const values: Item = {
      ...(read && { ':state': { S: read.state }, ':since': { S: read.since } }),
      ...(claim && { ':now': { N: String(claim.now + 1) }, ':latest': { N: String(latestBinding(claim)) } }),
    };
    const still = read ? '#state = :state AND stateSince = :since' : 'attribute_not_exists(#state)';
    const put = new PutItemCommand({
      TableName: table,
      Item: item,
      ConditionExpression: claim === undefined ? still : `${still} AND ${unclaimed}`,
      ExpressionAttributeNames: { '#state': 'state' },
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    });
    try {
      await asked('dynamodb:PutItem', client.send(put));
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }

  return {
    async members(endpoint) {
      const members: FleetMember[] = [];
      for await (const item of itemsOf(`fleet#${endpoint}`)) members.push(memberFrom(item, endpoint));
      return members;
    },

    async state(scope) {
      const command = new GetItemCommand({ TableName: table, Key: stateKey(scope), ConsistentRead: true });
      const { Item } = await asked('dynamodb:GetItem', client.send(command));
      return Item?.state ? stateFrom(Item) : null;
    },

    async known() {
      const known: KnownFleet[] = [];
      for await (const item of itemsOf(STATES)) {
        const scope = scopeFrom(item);
        const state = item.state ? stateFrom(item) : null;
        if (scope) known.push({ scope, state, claimed: item.claimedUntil !== undefined });
      }
      return known;
    },

    async claimChange(scope, read, { now, until }) {
      return putIfStill(read, { ...stateItem(scope, read), claimedUntil: { N: String(until) } }, { now, until });
    },

    async replaceState(scope, read, state) {
      return putIfStill(read, stateItem(scope, state));
    },
  };
}

/** The newest test of a connection, over the one before it. */
export function memberItem(member: FleetMember): Item {
  const expiresAt = Math.floor(Date.parse(member.testedAt) / 1_000) + MEMBER_DAYS * 24 * 3_600;
  return {
    connectionId: { S: `fleet#${member.endpoint}` },
    sort: { S: member.connectionId },
    lwaClientId: { S: member.lwaClientId },
    testedAt: { S: member.testedAt },
    affected: { BOOL: member.affected },
    clientAffected: { BOOL: member.clientAffected },
    expiresAt: { N: String(expiresAt) },
  };
}

function memberFrom(item: Item, endpoint: EndpointName): FleetMember {
  return {
    connectionId: item.sort?.S ?? '',
    endpoint,
    lwaClientId: item.lwaClientId?.S ?? '',
    testedAt: item.testedAt?.S ?? '',
    affected: item.affected?.BOOL ?? false,
    clientAffected: item.clientAffected?.BOOL ?? false,
  };
}

export function stateKey(scope: FleetScope): Item {
  return { connectionId: { S: STATES }, sort: { S: sortOf(scope) } };
}

/** A client id may be longer than DynamoDB lets a sort key be: then its digest stands for it. */
function sortOf(scope: FleetScope): string {
  const key = scopeKey(scope);
  if ('endpoint' in scope || Buffer.byteLength(key) <= SORT_BYTES) return key;
  return `client-sha256#${createHash('sha256').update(scope.lwaClientId).digest('hex')}`;
}

function stateItem(scope: FleetScope, known: FleetState | null): Item {
  return {
    ...stateKey(scope),
    ...('lwaClientId' in scope && { lwaClientId: { S: scope.lwaClientId } }),
    ...(known && { state: { S: known.state }, stateSince: { S: known.since } }),
  };
}

function stateFrom(item: Item): FleetState {
  return { state: item.state?.S === 'failing' ? 'failing' : 'normal', since: item.stateSince?.S ?? '' };
}

function scopeFrom({ sort, lwaClientId }: Item): FleetScope | null {
  if (lwaClientId?.S !== undefined) return { lwaClientId: lwaClientId.S };
  const endpoint = sort?.S?.startsWith(ENDPOINT) ? sort.S.slice(ENDPOINT.length) : '';
  return isEndpointName(endpoint) ? { endpoint } : null;
}
