import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { type AwsClients, awsClients, ownServices } from '../../infra/local-run/aws-access.ts';
import { seedConnections } from '../../infra/local-run/seed-connections.ts';
import { account, type SimulatedAccount } from '../../infra/simulated-amazon/account.ts';

const NOW = '2026-11-23T10:00:00.000Z';

let aws: LocalAws;
let clients: AwsClients;

beforeEach(async () => {
  aws = await startLocalAws();
  clients = awsClients(ownServices(aws.endpoint));
});

afterEach(async () => {
  clients.close();
  await aws.close();
});

async function seed(...accounts: SimulatedAccount[]): Promise<void> {
  const testQueueUrl = aws.createQueue('tests');
  await seedConnections(accounts, {
    ...clients,
    connectionsPrefix: '/connections/',
    stage: 'local',
    testQueueUrl,
    now: Date.parse(NOW),
  });
}

const acme = account({
  name: 'acme-eu',
  authorizedFor: 'eu',
  settings: { displayName: 'Acme', labels: { team: 'emea' } },
});

it('saves an account as the secret of a connection, whose description tells no secret', async () => {
  await seed(acme);
  const [secret] = aws.secrets();
  expect(secret).toMatchObject({
    name: '/connections/acme-eu',
    tags: { 'managed-by': 'selling-partner-connections', stage: 'local' },
  });
  expect(JSON.parse(secret?.value ?? '')).toEqual({
    schema: 1,
    endpoint: 'eu',
    lwaClientId: acme.application.clientId,
    lwaClientSecret: acme.application.clientSecret,
    lwaRefreshToken: acme.refreshToken,
    accountType: 'seller',
    displayName: 'Acme',
    labels: { team: 'emea' },
    createdAt: NOW,
  });
  expect(JSON.parse(secret?.description ?? '')).toEqual({
    endpoint: 'eu',
    lwaClientId: acme.application.clientId,
    accountType: 'seller',
    displayName: 'Acme',
    labels: { team: 'emea' },
    createdAt: NOW,
  });
});

it('queues the test of a save for each connection', async () => {
  await seed(acme, account({ name: 'acme-na' }));
  const messages = aws.messages('tests').map(({ body }) => JSON.parse(body));
  expect(messages.toSorted((left, right) => left.connectionId.localeCompare(right.connectionId))).toEqual(
    ['acme-eu', 'acme-na'].map((connectionId) => ({
      connectionId,
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scheduledTime: NOW,
      trigger: 'save',
    })),
  );
});

it("gives a connection that is there already the account's values", async () => {
  await seed(acme);
  await seed({ ...acme, settings: { ...acme.settings, lwaRefreshToken: 'Atzr|another' } });
  expect(aws.secrets()).toHaveLength(1);
  expect(JSON.parse(aws.secrets()[0]?.value ?? '')).toMatchObject({ lwaRefreshToken: 'Atzr|another' });
});
