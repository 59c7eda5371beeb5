/** What a million requests for a token from memory cost, beside the monthly bill. */
import type { MeasuredCounts } from './measured-counts.ts';
import { ASSUMED, type Bill, type BillItem, HOURS, LOG_DAYS } from './monthly-bill.ts';
import { PRICES } from './prices.ts';
import type { StackCounts } from './stack-counts.ts';

const REQUESTS = 1e6;
const GIGABYTE = 1e9;

export function millionTokens({ token }: MeasuredCounts, stack: StackCounts): Pick<Bill, 'items' | 'dollars'> {
  const gigabyteSeconds = REQUESTS * ASSUMED.tokenSeconds * stack.gigabytesOf('access-tokens');
  const logGigabytes = (REQUESTS * (token.logBytes + ASSUMED.accessLogBytes)) / GIGABYTE;
  const keptMonths = LOG_DAYS / (HOURS / 24);
  const items: BillItem[] = [
    { service: 'API Gateway', what: 'requests', dollars: REQUESTS * PRICES.apiRequest },
    { service: 'Lambda', what: 'invocations', dollars: REQUESTS * PRICES.invocation },
    { service: 'Lambda', what: 'compute', dollars: gigabyteSeconds * PRICES.gigabyteSecond },
    { service: 'CloudWatch', what: 'logs taken in', dollars: logGigabytes * PRICES.logGigabyte },
    {
      service: 'CloudWatch',
      what: 'logs of 400 days',
      dollars: logGigabytes * ASSUMED.logCompression * keptMonths * PRICES.logGigabyteKept,
    },
  ];
  return { items, dollars: items.reduce((total, { dollars }) => total + dollars, 0) };
}
