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

/** What an error of undici's says about the network. A request that undici finds malformed is a bug of ours, and is thrown. */
export function noAnswer(error: unknown): NoAnswer {
  if (error instanceof errors.InvalidArgumentError) throw error;
  return { kind: error instanceof Error && TIME_OUTS.has(error.name) ? 'timed_out' : 'network_unreachable' };
}

/** Names in lower case; a repeated header joined by ", ". */
export function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
