import { styleText } from 'node:util';

export type Style = 'dim' | 'bold' | 'green' | 'red' | 'yellow';

export function styled(style: Style, text: string, colour: boolean): string {
  return colour && text !== '' ? styleText(style, text, { validateStream: false }) : text;
}
