/** A version that somebody has brought back by hand, in the console of AWS. */
import { DescribeSecretCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { get, list, patch, put } from './api-call.ts';
import { interleaved } from './interleaving.ts';
import { PREFIX, type RegistryWorld, startRegistryWorld } from './registry-world.ts';
import { wholeConnection } from './whole-connection.ts';

let world: RegistryWorld;
beforeAll(async () => {
  world = await startRegistryWorld();
});
afterAll(() => world.close());
afterEach(() => world.clear());

const ID = 'acme';
const settings = (account: string) => world.settingsOf(account, { displayName: account });

/** Makes the version before the current one current again; the other one stays. */
async function bringBack(): Promise<void> {
  const SecretId = `${PREFIX}${ID}`;
  const { VersionIdsToStages = {} } = await world.clients.secrets.send(new DescribeSecretCommand({ SecretId }));
  const versionWith = (stage: string) =>
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(stage))?.[0];
  await world.clients.secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: versionWith('AWSPREVIOUS'),
      RemoveFromVersionId: versionWith('AWSCURRENT'),
    }),
  );
}

it('is read and listed by its values, although the description is that of the other', async () => {
  await world.api(put(ID, settings('seller-0')));
  await world.api(put(ID, settings('seller-1')));
  await bringBack();
  const { body } = await world.api(get(ID));
  expect(body).toMatchObject({ displayName: 'seller-0', version: world.secretOf(ID)?.versionId });
  expect((await world.api(list())).body.connections).toEqual([body]);
});

/** The function ten minutes later: what was written before is no rival's any more. */
function later(): RegistryWorld['api'] {
  const { clock } = world.dependencies;
  return world.environment({ clock: { ...clock, now: () => clock.now() + 600_000 } });
}

it('can be written over as often as it is brought back', async () => {
  await world.api(put(ID, settings('seller-0')));
  const versions = new Set<unknown>();
  for (const account of ['seller-1', 'seller-2', 'seller-1', 'seller-1']) {
    const { status, body } = await later()(put(ID, settings(account)));
    expect(status).toBe(200);
    expect(wholeConnection(world, ID)).toMatchObject(settings(account));
    expect(body.connection.version).toBe(world.secretOf(ID)?.versionId);
    versions.add(body.connection.version);
    await bringBack();
    expect(world.valueOf(ID)).toMatchObject(settings('seller-0'));
  }
  expect(versions.size).toBe(4);
});

it('is for a minute taken for one that a rival has written over', async () => {
  await world.api(put(ID, settings('seller-0')));
  await world.api(put(ID, settings('seller-1')));
  await bringBack();
  const { status, body } = await world.api(put(ID, settings('seller-2')));
  expect([status, body.code]).toEqual([412, 'version_conflict']);
  expect(world.valueOf(ID)).toMatchObject(settings('seller-0'));
});

it('has one winner all the same when two write over it', async () => {
  for (let run = 0; run < 20; run += 1) {
    await world.clear();
    await world.api(put(ID, settings('seller-0')));
    await world.api(put(ID, settings('seller-1')));
    await bringBack();
    const { headers } = await world.api(get(ID));
    const ifMatch = { 'if-match': headers.etag ?? '' };
    const changes = ['one', 'two'].map((displayName) => patch(ID, { displayName }, ifMatch));
    const answers = await interleaved(world.aws, run, () => Promise.all(changes.map((change) => later()(change))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const winner = answers[0]?.status === 200 ? 'one' : 'two';
    expect(wholeConnection(world, ID)).toMatchObject({ ...settings('seller-0'), displayName: winner });
  }
});
