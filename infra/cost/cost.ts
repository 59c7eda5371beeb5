/** `npm run cost`: what a fleet costs a month. */
import { parseArgs } from 'node:util';
import { TEST_INTERVALS_MINUTES } from '../../lib/watch/schedule.ts';
import { billText, fleetsTable, money } from './bill-text.ts';
import { MEASURED } from './measured-counts.ts';
import { type Fleet, monthlyBill } from './monthly-bill.ts';
import { PRICES_OF } from './prices.ts';
import { stackCounts } from './stack-counts.ts';
import { millionTokens } from './token-bill.ts';

const USAGE = `npm run cost -- [--connections 1000] [--interval 60] [--table]

  --connections  how many there are
  --interval     minutes between two tests of a connection: ${TEST_INTERVALS_MINUTES.join(', ')}
  --table        the bills of several fleets, as Markdown`;

const stack = stackCounts();
const billOf = (fleet: Fleet) => monthlyBill(fleet, MEASURED, stack);

try {
  const { values } = parseArgs({
    options: {
      connections: { type: 'string', default: '1000' },
      interval: { type: 'string', default: '60' },
      table: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) console.log(USAGE);
  else if (values.table) console.log(fleetsTable(billOf));
  else {
    const fleet = fleetOf(values.connections, values.interval);
    const tokens = `A million tokens from memory: ${money(millionTokens(MEASURED, stack).dollars)} more.`;
    console.log(`${billText(fleet, billOf(fleet))}\n\n${tokens} Operations are not in it.\nPrices: ${PRICES_OF}.`);
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 1;
}

/** Throws for what is no fleet. */
function fleetOf(connections: string, interval: string): Fleet {
  const intervalMinutes = TEST_INTERVALS_MINUTES.find((minutes) => String(minutes) === interval);
  if (intervalMinutes === undefined) throw new Error(`The interval ${interval} is none that can be set`);
  if (!/^[1-9]\d{0,6}$/.test(connections)) throw new Error(`${connections} is no number of connections`);
  return { connections: Number(connections), intervalMinutes };
}
