/** The clients that people use, installed from the lock file of this folder into one that git ignores. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const here = join(import.meta.dirname, '..');
const folder = join(import.meta.dirname, '../../../.cache/bench-peers');
const stamp = join(folder, 'installed.json');

/** Installs them if they are not there yet: takes a registry and some seconds. */
export async function installPeers(): Promise<void> {
  const wanted = await readFile(join(here, 'package-lock.json'), 'utf8');
  if ((await readFile(stamp, 'utf8').catch(() => null)) === wanted) return;
  await mkdir(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await copyFile(join(here, file), join(folder, file));
  await promisify(execFile)('npm', ['ci', '--ignore-scripts'], { cwd: folder });
  await writeFile(stamp, wanted);
}

export const requirePeer = createRequire(join(folder, 'package.json'));
