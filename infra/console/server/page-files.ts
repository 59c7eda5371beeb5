/** The built page, held in memory: no path of a request ever reaches the disk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

const FILES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** File name → file. Rejects, saying what to do, when the page is not built. */
export async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const read = Object.entries(FILES).map(async ([name, type]): Promise<[string, PageFile]> => {
    const body = await readFile(join(folder, name)).catch(() => {
      throw new Error(`The console is not built: ${join(folder, name)} is missing. Run: npm run build`);
    });
    return [name, { type, body }];
  });
  return new Map(await Promise.all(read));
}
