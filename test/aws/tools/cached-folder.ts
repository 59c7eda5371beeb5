import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Inside the one folder that `sam build` does not copy for each function: from anywhere else it would take these along. */
const CACHE = fileURLToPath(new URL('../../../.aws-sam/tools', import.meta.url));

/**
 * A folder below `.aws-sam/tools` that is filled once, and again when what it is made of has changed. One that was not
 * filled to the end is begun anew.
 *
 * @param sources files that say what is installed
 * @returns the folder's path
 */
export async function cachedFolder(
  name: string,
  sources: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(CACHE, name);
  const stamp = join(folder, '.made-of');
  const digest = await digestOf(sources);
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === digest) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await fill(folder);
  await writeFile(stamp, digest);
  return folder;
}

/** The folder's own path is part of it: a Python environment cannot be moved. */
async function digestOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(CACHE).update(process.arch);
  for (const source of sources) hash.update('\0').update(await readFile(source));
  return hash.digest('hex');
}
