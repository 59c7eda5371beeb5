/** What can happen on the way to Amazon and back: there is no complete answer. */
import type { WireAnswer } from './wire-answer.ts';

type NetworkFault = Extract<WireAnswer, string>;

export const NETWORK: readonly {
  readonly fault: NetworkFault;
  readonly code: 'network_unreachable' | 'timed_out';
}[] = [
  { fault: 'reset', code: 'network_unreachable' },
  { fault: 'close', code: 'network_unreachable' },
  { fault: 'cut-off', code: 'network_unreachable' },
  { fault: 'no-http', code: 'network_unreachable' },
  { fault: 'never', code: 'timed_out' },
  { fault: 'drips', code: 'timed_out' },
];

export function isNetworkFault(answer: WireAnswer): answer is NetworkFault {
  return typeof answer === 'string';
}

/** An Amazon that never answers uses up all the time that there is: it is given little. */
export function outlastsTime(answer: WireAnswer): boolean {
  return answer === 'never' || answer === 'drips';
}
