import type { Style } from '../terminal/style.ts';

/** The colour of a verdict, an outcome or a state; null for what is neither good nor bad. */
export function judgementStyle(judgement: string): Style | null {
  switch (judgement) {
    case 'passed':
    case 'saved':
      return 'green';
    case 'failed':
      return 'red';
    case 'inconclusive':
    case 'unknown':
      return 'yellow';
    default:
      return null;
  }
}
