import { expect, it } from 'vitest';
import { progressLine } from '../../infra/terminal/progress-line.ts';

function written(isTTY: boolean): string {
  let text = '';
  const line = progressLine({ isTTY, write: (part) => (text += part) });
  line.show('a longer text');
  line.show('short');
  line.show('short');
  line.clear();
  line.clear();
  return text;
}

it('writes over itself on a terminal when there is something new, and leaves nothing behind', () => {
  const clear = '\r\u001b[K';
  expect(written(true)).toBe(`${clear}a longer text${clear}short${clear}`);
});

it('writes nothing where a line cannot be written over', () => {
  expect(written(false)).toBe('');
});
