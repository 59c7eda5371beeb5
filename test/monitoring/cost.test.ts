import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { fleetsTable } from '../../infra/cost/bill-text.ts';
import { MEASURED } from '../../infra/cost/measured-counts.ts';
import { type Fleet, monthlyBill } from '../../infra/cost/monthly-bill.ts';
import { PRICES } from '../../infra/cost/prices.ts';
import { stackCounts } from '../../infra/cost/stack-counts.ts';
import { millionTokens } from '../../infra/cost/token-bill.ts';
import { page } from '../docs/documents.ts';
import { tableOf } from '../docs/markdown.ts';
import { resourcesOf } from '../template/stack.ts';
import { metricAlarms } from './alarms.ts';
import { runFleet, seriesOf } from './fleet-run.ts';
import { measure } from './measure.ts';

const PROJECT = join(import.meta.dirname, '../..');
const stack = stackCounts();
const billOf = (fleet: Fleet) => monthlyBill(fleet, MEASURED, stack);

describe('the counts of the bill', () => {
  let real: Awaited<ReturnType<typeof measure>>;
  beforeAll(async () => {
    real = await measure();
  });

  it.each(['test', 'batch', 'plan', 'token'] as const)('are what the functions do: %s', (part) => {
    expect(Object.keys(MEASURED[part])).toEqual(Object.keys(real[part]));
    for (const [name, value] of Object.entries(real[part])) {
      const written = Number(Reflect.get(MEASURED[part], name));
      // Ids and numbers differ in length; a line or an attribute more shows.
      if (/Bytes$/.test(name)) expect(Math.abs(written / value - 1), name).toBeLessThan(0.05);
      else expect(written, name).toBe(value);
    }
  });

  it('stay within what a test may ask for', () => {
    expect(real.test.secretReads).toBe(1);
    expect(real.test.tableWrites).toBeLessThanOrEqual(2);
    expect(real.test.tableItems).toBeLessThanOrEqual(3);
    expect(real.test.logBytes + real.batch.logBytes / 10).toBeLessThanOrEqual(600);
  });

  it('know how many series there are', async () => {
    expect(MEASURED.metricSeries).toBe(seriesOf(await runFleet({})).length);
  });

  it('know what the template makes', () => {
    expect(stack).toMatchObject({
      alarmMetrics: metricAlarms().reduce((total, { metrics }) => total + metrics.length, 0),
      compositeAlarms: Object.keys(resourcesOf('AWS::CloudWatch::CompositeAlarm')).length,
      dashboards: 1,
      keys: 1,
    });
  });
});

describe('the bill', () => {
  it('is the sum of its items, and nothing in it is free of charge by mistake', () => {
    const { items, dollars } = billOf({ connections: 1_000, intervalMinutes: 60 });
    expect(dollars).toBeCloseTo(items.reduce((total, item) => total + item.dollars, 0));
    for (const item of items) expect(item.dollars, item.what).toBeGreaterThan(0);
  });

  it('can be checked by hand', () => {
    const { items, testsAMonth } = billOf({ connections: 1_000, intervalMinutes: 60 });
    const dollars = (what: string) => items.find((item) => item.what === what)?.dollars;
    expect(testsAMonth).toBe(730_000);
    expect(dollars('secrets')).toBe(400);
    // 730,000 reads and 2,920 lists of ten pages, at $0.05 for 10,000.
    expect(dollars('calls')).toBeCloseTo(3.796);
    expect(dollars('writes')).toBeCloseTo(730_000 * 4 * PRICES.writeUnit);
    // Two or more in a window of 20 seconds go in one batch: 250 tests of a quarter of an hour, over 42 windows.
    expect(dollars('invocations')).toBeCloseTo((730_000 / (250 / 42) + 2_920) * PRICES.invocation);
  });

  it('grows with the fleet and with how often it is tested, and watching it does not', () => {
    const watching = (fleet: Fleet) =>
      billOf(fleet)
        .items.filter(({ what }) => /series|alarms|dashboard/.test(what))
        .map(({ dollars }) => dollars);
    const small = { connections: 100, intervalMinutes: 60 } as const;
    const large = { connections: 10_000, intervalMinutes: 15 } as const;
    expect(billOf(large).dollars).toBeGreaterThan(billOf(small).dollars);
    expect(watching(large)).toEqual(watching(small));
  });

  it('tells calls, items and units of a test apart, as they are counted', () => {
    const { tableWrites, tableItems, writeUnits } = MEASURED.test;
    const written = page('cost').text;
    expect(written).toContain(`in ${tableWrites} calls, ${tableItems} items and ${writeUnits} request units`);
  });

  it('stands in the documentation as it is', () => {
    const rowsIn = (markdown: string) =>
      [...markdown.matchAll(/^\| +[^-].*$/gm)].map(([row]) => row.split('|').map((cell) => cell.trim()));
    const [beginning = ''] = page('cost').text.split('\n## ');
    const written = rowsIn(beginning);
    expect(written).toHaveLength(9);
    expect(written).toEqual(rowsIn(fleetsTable(billOf)));
  });
});

describe('the bill of a million tokens', () => {
  const { items, dollars } = millionTokens(MEASURED, stack);

  it('stands in the documentation as it is', () => {
    const shown = tableOf(page('cost'), 'item').rows;
    const priced = items.map(({ service, what, dollars: amount }) => [`${service}: ${what}`, amount.toFixed(2)]);
    expect(shown).toEqual([...priced, ['all', `**${dollars.toFixed(2)}**`]]);
  });

  it('is what a second of waiting adds to, as the documentation says', () => {
    const second = 1e6 * stack.gigabytesOf('operations') * PRICES.gigabyteSecond;
    expect(page('cost').text).toContain(`A second of waiting makes a million operations $${second.toFixed(2)} dearer`);
  });
});

describe('npm run cost', () => {
  const run = (...options: string[]) =>
    promisify(execFile)(process.execPath, [join(PROJECT, 'infra/cost/cost.ts'), ...options]);

  it('prints the bill of a fleet', async () => {
    const { stdout } = await run('--connections', '100', '--interval', '15');
    expect(stdout).toMatch(/^100 connections, tested every 15 minutes: 292,000 tests a month\n/);
    expect(stdout).toMatch(/\nSecrets Manager: secrets +40\.00\n/);
    expect(stdout).toMatch(/\na month, in US dollars +\d+\.\d\d\n/);
    expect(stdout).toMatch(/\nPrices: us-east-1, November 2026/);
  });

  it.each([
    ['--interval', '7'],
    ['--connections', 'many'],
    ['--connections', '0'],
    ['--what', '1'],
  ])('says what it takes when asked for %s %s', async (...options) => {
    await expect(run(...options)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm run cost -- '),
    });
  });
});
