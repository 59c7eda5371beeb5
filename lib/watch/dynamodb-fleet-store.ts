/** Fleets in the table of the test results, under `fleet#…` (docs/storage.md). */
import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type EndpointName, isEndpointName } from '../amazon/endpoints.ts';
import { asked, isConditionFailure } from '../aws/service-error.ts';
import type { Item } from './dynamodb-items.ts';
import { type FleetMember, type FleetScope, type FleetState, scopeKey } from './fleet-state.ts';
import type { FleetStore } from './fleet-store.ts';

const STATES = 'fleet#states';
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

  return {
    async members(endpoint) {
      const members: FleetMember[] = [];
      for await (const item of itemsOf(`fleet#${endpoint}`)) members.push(memberFrom(item, endpoint));
      return members;
    },

    async state(scope) {
      const command = new GetItemCommand({ TableName: table, Key: stateKey(scope), ConsistentRead: true });
      const { Item } = await asked('dynamodb:GetItem', client.send(command));
      return Item ? stateFrom(Item) : null;
    },

    async states() {
      const states: { scope: FleetScope; state: FleetState }[] = [];
      for await (const item of itemsOf(STATES)) {
        const scope = scopeFrom(item.sort?.S ?? '');
        if (scope) states.push({ scope, state: stateFrom(item) });
      }
      return states;
    },

    async replaceState(scope, read, { state, since }) {
      const put = {
        TableName: table,
        Item: { ...stateKey(scope), state: { S: state }, stateSince: { S: since } },
        ...(read
          ? {
              ConditionExpression: '#state = :state AND stateSince = :since',
              ExpressionAttributeNames: { '#state': 'state' },
              ExpressionAttributeValues: { ':state': { S: read.state }, ':since': { S: read.since } },
            }
          : { ConditionExpression: 'attribute_not_exists(connectionId)' }),
      };
      try {
        await asked('dynamodb:PutItem', client.send(new PutItemCommand(put)));
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
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

function stateKey(scope: FleetScope): Item {
  return { connectionId: { S: STATES }, sort: { S: scopeKey(scope) } };
}

function stateFrom(item: Item): FleetState {
  return { state: item.state?.S === 'failing' ? 'failing' : 'normal', since: item.stateSince?.S ?? '' };
}

function scopeFrom(key: string): FleetScope | null {
  const [kind, ...rest] = key.split('#');
  const name = rest.join('#');
  if (kind === 'client') return { lwaClientId: name };
  return kind === 'endpoint' && isEndpointName(name) ? { endpoint: name } : null;
}
