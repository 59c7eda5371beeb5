import { vi } from 'vitest';

/** The lines of JSON that `work` prints, on standard output and on standard error. */
export function printedLines(work: () => void): Record<string, unknown>[] {
  let text = '';
  const keep = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep));
  try {
    work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
