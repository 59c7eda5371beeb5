/** A bill for people: by item on a terminal, and as a table of fleets for the documentation. */
import { TEST_INTERVALS_MINUTES } from '../../lib/watch/schedule.ts';
import type { Bill, Fleet } from './monthly-bill.ts';

export function billText({ connections, intervalMinutes }: Fleet, { testsAMonth, items, dollars }: Bill): string {
  const rows = items.map(({ service, what, dollars: amount }) => `${`${service}: ${what}`.padEnd(64)}${money(amount)}`);
  return [
    `${number(connections)} connections, tested every ${intervalMinutes} minutes: ${number(testsAMonth)} tests a month`,
    '',
    ...rows,
    `${'a month, in US dollars'.padEnd(64)}${money(dollars)}`,
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
      of('Secrets Manager').toFixed(2),
      of('Lambda', 'SQS', 'Scheduler').toFixed(2),
      of('DynamoDB').toFixed(2),
      of('CloudWatch', 'KMS').toFixed(2),
      `**${dollars.toFixed(2)}**`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| connections | tested every | tests a month | Secrets Manager | Lambda, SQS | DynamoDB | CloudWatch, key | all, US dollars |',
    '|---:|---|---:|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
}

function money(dollars: number): string {
  return dollars.toFixed(2).padStart(10);
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
