/** One line on a terminal that is written over as work goes on; elsewhere, nothing. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

const CLEAR_LINE = '\r\u001b[K';

export function progressLine(stream: { readonly isTTY?: boolean; write(text: string): unknown }): ProgressLine {
  if (!stream.isTTY) return { show() {}, clear() {} };
  let shown = '';
  const write = (text: string) => {
    if (text !== shown) stream.write(`${CLEAR_LINE}${text}`);
    shown = text;
  };
  return { show: write, clear: () => write('') };
}
