import type { NoAnswer } from './exchange.ts';
import { isNetworkError } from './network-error.ts';
import { errors } from './undici-parts.ts';

const TIME_OUTS: ReadonlySet<string> = new Set([
  'TimeoutError',
  'ConnectTimeoutError',
  'HeadersTimeoutError',
  'BodyTimeoutError',
]);

/** What an error of undici's says about the network. Anything else is a bug of ours, and is thrown: a request that undici finds malformed, too. */
export function noAnswer(error: unknown): NoAnswer {
  if (error instanceof Error && TIME_OUTS.has(error.name)) return { kind: 'timed_out' };
  const isOfTheNetwork = error instanceof errors.HTTPParserError || isNetworkError(error);
  if (!isOfTheNetwork || error instanceof errors.InvalidArgumentError) throw error;
  return { kind: 'network_unreachable' };
}
