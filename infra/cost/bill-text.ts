/** A bill for people: by item on a terminal, and as a table of fleets for the documentation. */
import { TEST_INTERVALS_MINUTES } from '../../lib/watch/schedule.ts';
import type { Bill, Fleet } from './monthly-bill.ts';

export function billText({ connections, intervalMinutes }: Fleet, { testsAMonth, items, dollars }: Bill): string {
  const row = (what: string, amount: number) => `${what.padEnd(64)}${money(amount).padStart(10)}`;
  return [
    `${number(connections)} connections, tested every ${intervalMinutes} minutes: ${number(testsAMonth)} tests a month`,
    '',
    ...items.map(({ service, what, dollars: amount }) => row(`${service}: ${what}`, amount)),
    row('a month, in US dollars', dollars),
  ].join('\n');
}

const SHOWN_CONNECTIONS = [1, 100, 1_000, 10_000];
const SHOWN_INTERVALS = TEST_INTERVALS_MINUTES.filter((minutes) => minutes === 60 || minutes === 15);

/** Markdown. */
export function fleetsTable(billOf: (fleet: Fleet) => Bill): string {
  const fleets = SHOWN_INTERVALS.toReversed().flatMap((intervalMinutes) =>
    SHOWN_CONNECTIONS.map((connections) => ({ connections, intervalMinutes })),
  );
  const rows = fleets.map((fleet) => {
    const { items, dollars, testsAMonth } = billOf(fleet);
    const of = (...services: string[]) =>
      items.filter(({ service }) => services.includes(service)).reduce((total, item) => total + item.dollars, 0);
    const cells = [
      number(fleet.connections),
      `${fleet.intervalMinutes} minutes`,
      number(testsAMonth),
      money(of('Secrets Manager')),
      money(of('Lambda', 'SQS', 'Scheduler')),
      money(of('DynamoDB')),
      money(of('CloudWatch', 'KMS')),
      `**${money(dollars)}**`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| connections | tested every | tests a month | Secrets Manager | Lambda, SQS | DynamoDB | CloudWatch, key | all, US dollars |',
    '|---:|---|---:|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
}

export function money(dollars: number): string {
  return dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
