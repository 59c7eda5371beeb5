import { type AwsAction, AwsServiceError } from '../aws/service-error.ts';
import type { Clock } from '../time.ts';

const TRIES = 5;
const FIRST_PAUSE_MS = 50;

/**
 * Sends a batch, and what DynamoDB left of it, until nothing is left. It leaves what it would have throttled, so each repeat
 * waits twice as long as the one before, and there is an end. `send` answers what was left.
 */
export async function untilNothingIsLeft<Request>(
  action: AwsAction,
  requests: readonly Request[],
  send: (requests: Request[]) => Promise<Request[]>,
  { sleep }: Pick<Clock, 'sleep'>,
): Promise<void> {
  let left = [...requests];
  for (let count = 0; left.length > 0; count += 1) {
    if (count === TRIES) throw new AwsServiceError(action, 'Unprocessed');
    if (count > 0) await sleep(FIRST_PAUSE_MS * 2 ** (count - 1));
    left = await send(left);
  }
}
