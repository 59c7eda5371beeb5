import type { Writable } from 'node:stream';

/** All that a program is given to read. It may end before it has read it: that is no failure of whoever writes. */
export function giveInput(stdin: Writable | null, input: string): void {
  stdin?.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  stdin?.end(input);
}
