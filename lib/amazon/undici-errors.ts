import { isNetworkError } from './network-error.ts';
import { errors } from './undici-parts.ts';

const TIME_OUTS: ReadonlySet<string> = new Set([
  'TimeoutError',
  'ConnectTimeoutError',
  'HeadersTimeoutError',
  'BodyTimeoutError',
]);

export interface NoAnswer {
  readonly kind: 'network_unreachable' | 'timed_out';
}

/** What an error of undici's says about the network. Anything else is a bug of ours, and is thrown: a request that undici finds malformed, too. */
export function noAnswer(error: unknown): NoAnswer {
  if (error instanceof Error && TIME_OUTS.has(error.name)) return { kind: 'timed_out' };
  const isOfTheNetwork = error instanceof errors.HTTPParserError || isNetworkError(error);
  if (!isOfTheNetwork || error instanceof errors.InvalidArgumentError) throw error;
  return { kind: 'network_unreachable' };
}

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** As undici gives them, with their names in lower case; a repeated one joined by ", ". */
export function flatten(headers: AnswerHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    flat[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return flat;
}
