import { styleText } from 'node:util';

export type Style = 'dim' | 'bold' | 'green' | 'red' | 'yellow';

export function styled(style: Style, text: string, colour: boolean): string {
  return colour && text !== '' ? styleText(style, text, { validateStream: false }) : text;
}

/** Of verdicts, outcomes and states. */
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
