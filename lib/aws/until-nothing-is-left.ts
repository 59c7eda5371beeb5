import type { Clock } from '../time.ts';
import { type AwsAction, AwsServiceError } from './service-error.ts';

const TRIES = 5;
const FIRST_PAUSE_MS = 50;

/** What a service left of a batch, and why, as far as it said. */
export interface Left<Request> {
  readonly requests: readonly Request[];
  readonly reason?: string | undefined;
}

/**
 * Sends a batch, and what the service left of it, until nothing is left. What is left would have been too much just then, so
 * each repeat waits twice as long as the one before, and there is an end.
 */
export async function untilNothingIsLeft<Request>(
  action: AwsAction,
  requests: readonly Request[],
  send: (requests: Request[]) => Promise<Left<Request>>,
  { sleep }: Pick<Clock, 'sleep'>,
): Promise<void> {
  let left: Left<Request> = { requests };
  for (let count = 0; left.requests.length > 0; count += 1) {
    if (count === TRIES) throw new AwsServiceError(action, left.reason ?? 'Unprocessed');
    if (count > 0) await sleep(FIRST_PAUSE_MS * 2 ** (count - 1));
    left = await send([...left.requests]);
  }
}
