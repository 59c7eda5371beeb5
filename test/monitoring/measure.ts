/** What tests and plans really ask of AWS: counted on the deployed functions, at work for ten healthy connections. */
import type { MeasuredCounts } from '../../infra/cost/measured-counts.ts';
import { account } from '../../infra/simulated-amazon/account.ts';
import { dueTimeOf } from '../../lib/watch/schedule.ts';
import { apiEvent } from '../functions/api-event.ts';
import type { Bundle } from '../functions/bundle.ts';
import { type LocalWorld, startLocalWorld } from '../functions/local-world.ts';
import { sqsEvent, testOf } from './fleet-run.ts';

const CONNECTIONS = 10;
const ROUNDS = 2;
const KIB = 1_024;

export async function measure(): Promise<Omit<MeasuredCounts, 'metricSeries'>> {
  const accounts = Array.from({ length: CONNECTIONS }, (_, index) => account({ name: `healthy-connection-${index}` }));
  const world = await startLocalWorld(accounts);
  try {
    for (const { name, settings } of accounts) await world.save(name, { schema: 1, ...settings });
    const names = accounts.map(({ name }) => name);
    const [runTests, planTests] = await Promise.all([
      world.load('run-tests'),
      world.load('plan-tests', { TEST_INTERVAL_MINUTES: '15' }),
    ]);
    // The second time: nothing changes any more, as on most days.
    for (let round = 0; round < ROUNDS; round += 1) await oneRound(world, runTests, names);
    const tests = await ofTests(world, runTests);
    return { ...tests, plan: await ofPlan(world, planTests, names), token: await ofToken(world, names[0] ?? '') };
  } finally {
    await world.close();
  }
}

async function oneRound(world: LocalWorld, runTests: Bundle, names: readonly string[]): Promise<void> {
  world.refillQuotas();
  world.aws.forgetCalls();
  runTests.forget();
  const { result, error } = await runTests.invoke(sqsEvent(names.map((name) => testOf(name, 'schedule'))));
  if (error || JSON.stringify(result) !== '{"batchItemFailures":[]}') throw new Error('The tests did not run');
}

async function ofTests(world: LocalWorld, runTests: Bundle): Promise<Pick<MeasuredCounts, 'test' | 'batch'>> {
  const items = await world.items();
  const sizesOf = (sort: RegExp) => items.filter((item) => sort.test(item.sort ?? '')).map(bytesOf);
  const history = sizesOf(/^test#/);
  const latest = sizesOf(/^latest$/);
  const members = sizesOf(/^healthy-connection/);
  const units = (sizes: readonly number[]) => Math.ceil(mean(sizes) / KIB);
  const audits = runTests.stdout.filter((line) => line.includes('"message":"audit"'));
  return {
    test: {
      secretReads: callsOf(world, 'secretsmanager') / CONNECTIONS,
      tableWrites: callsOf(world, 'dynamodb', /^(?:Put|Update|BatchWrite|Delete)/) / CONNECTIONS,
      tableItems: (history.length / ROUNDS + latest.length + members.length) / CONNECTIONS,
      writeUnits: units(history) + units(latest) + units(members),
      readUnits: callsOf(world, 'dynamodb', /^(?:Get|Query)/) / CONNECTIONS,
      historyBytes: mean(history),
      logBytes: sum(audits.map(bytes)) / CONNECTIONS,
    },
    batch: { logBytes: sum(runTests.stdout.filter((line) => !audits.includes(line)).map(bytes)) },
  };
}

async function ofPlan(world: LocalWorld, planTests: Bundle, names: readonly string[]): Promise<MeasuredCounts['plan']> {
  world.aws.forgetCalls();
  const { error } = await planTests.invoke({});
  if (error) throw new Error(error.text);
  if (names.some((name) => dueTimeOf(name, 15).slot !== 0)) throw new Error('Not all of them were due');
  const latest = (await world.items()).filter(({ sort }) => sort === 'latest').map(bytesOf);
  return {
    listCallsOfHundred: callsOf(world, 'secretsmanager'),
    readUnits: callsOf(world, 'dynamodb', /^(?:Get|Query)/),
    readUnitsOfConnection: Math.ceil(mean(latest) / (4 * KIB)),
    sendCallsOfTen: callsOf(world, 'sqs'),
    logBytes: sum(planTests.stdout.map(bytes)),
  };
}

async function ofToken(world: LocalWorld, connectionId: string): Promise<MeasuredCounts['token']> {
  const accessTokens = await world.load('access-tokens');
  const before = world.aws.calls().length;
  const event = apiEvent({ routeKey: 'POST /connections/{connectionId}/access-tokens', connectionId });
  await accessTokens.invoke(event);
  const exchanged = world.aws.calls().length;
  accessTokens.forget();
  const { error } = await accessTokens.invoke(event);
  if (error || exchanged === before) throw new Error('No token was handed out');
  return { awsCalls: world.aws.calls().length - exchanged, logBytes: sum(accessTokens.stdout.map(bytes)) };
}

function callsOf(world: LocalWorld, service: string, operation = /./): number {
  return world.aws.calls().filter((call) => call.service === service && operation.test(call.operation)).length;
}

/** Names and values, as DynamoDB counts (AWS: "DynamoDB item sizes and formats"). */
function bytesOf(item: Readonly<Record<string, string>>): number {
  return Object.entries(item).reduce(
    (size, [name, value]) => size + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
}

/** With what CloudWatch Logs adds to each event (AWS: PutLogEvents). */
function bytes(line: string): number {
  return Buffer.byteLength(line) + 26;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
