import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { type BundledPackage, bundledPackages } from './bundled-packages.ts';

const NOTICE = /^(?:licen[cs]e|notice|copying)/i;
const RULE = '-'.repeat(80);

/**
 * The notices that the licences of bundled packages ask for, as text: each once, under the packages that it is of. Of a package
 * that brings no such file, the licence's name.
 */
export async function thirdPartyNotices(metafiles: readonly Metafile[]): Promise<string> {
  const packagesOf = new Map<string, string[]>();
  for (const one of await bundledPackages(metafiles)) {
    for (const notice of await noticesOf(one))
      packagesOf.set(notice, [...(packagesOf.get(notice) ?? []), one.reference]);
  }
  return [...packagesOf]
    .map(([notice, packages]) => `${RULE}\n${packages.join('\n')}\n${RULE}\n\n${notice}\n`)
    .join('\n');
}

async function noticesOf({ folder, license, reference }: BundledPackage): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isFile() && NOTICE.test(entry.name) ? [entry.name] : [])).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  if (texts.length > 0) return texts.map((text) => text.replaceAll('\r\n', '\n').trim());
  if (license === null) throw new Error(`${reference} names no licence.`);
  return [`Licence: ${license}`];
}
