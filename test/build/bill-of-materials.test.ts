import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { type BillOfMaterials, billOfMaterials, type Component } from '../../infra/build/bill-of-materials.ts';
import { readMetafile } from '../../infra/build/build.ts';
import { buildCommandLine } from '../../infra/build/build-command-line.ts';
import { thirdPartyNotices } from '../../infra/build/third-party-notices.ts';
import { buildPage } from '../../infra/console/build-page.ts';
import { ROOT, readText } from '../architecture/source-files.ts';

/** Licences that ask for nothing but their notice. Another one is a decision, not an update. */
const allowed = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

const { name, version, dependencies } = JSON.parse(readText('package.json'));
const lock: { packages: Record<string, { version: string }> } = JSON.parse(readText('package-lock.json'));

let metafiles: Metafile[];
let bill: BillOfMaterials;

beforeAll(async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'selling-partner-connections-bill-'));
  const { metafile } = await buildCommandLine(outdir);
  const page = await buildPage(join(outdir, 'console'));
  await rm(outdir, { recursive: true });
  metafiles = [...(await Promise.all(inject('bundles').map(readMetafile))), metafile, page];
  bill = await billOfMaterials(metafiles);
});

/** Folder by folder as npm has installed them, with the version of the lock file. */
function bundled(): string[] {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  return Object.entries(lock.packages)
    .filter(([folder]) => folder !== '' && inputs.some((path) => owns(folder, path)))
    .map(([folder, entry]) => `${folder.split('node_modules/').at(-1)}@${entry.version}`);
}

const owns = (folder: string, path: string) =>
  path.startsWith(`${folder}/`) && !path.slice(folder.length).includes('/node_modules/');

const refused = (components: readonly Component[]) =>
  components.filter(({ licenses = [] }) => {
    const ids = licenses.map((entry) => ('license' in entry ? entry.license.id : entry.expression) ?? 'unnamed');
    return ids.length === 0 || !ids.every((id) => allowed.includes(id));
  });

describe('the bill of materials', () => {
  test('holds every package that went into a bundle, at the version of the lock file, and no other', () => {
    expect(bill.components.map((component) => component['bom-ref']).sort()).toEqual([...new Set(bundled())].sort());
  });

  test('holds what only the command line and only the console’s page are made of', () => {
    expect(bill.components.map((component) => component.name)).toEqual(expect.arrayContaining(['commander', 'preact']));
  });

  test('holds every package that package.json asks for at run time', () => {
    const listed = bill.components.map((component) => component.name);
    expect(Object.keys(dependencies).filter((dependency) => !listed.includes(dependency))).toEqual([]);
  });

  test('is of this project, whatever the folder is called, and says who needs whom', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name, version } } });
    const refs = [`${name}@${version}`, ...bill.components.map((component) => component['bom-ref'])];
    expect(bill.dependencies.map(({ ref }) => ref).sort()).toEqual(refs.sort());
    expect(bill.dependencies.flatMap(({ dependsOn = [] }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual(
      [],
    );
  });

  test('cannot be made when npm does not know what a bundle holds', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'selling-partner-connections-stray-'));
    onTestFinished(() => rm(elsewhere, { recursive: true }));
    const folder = join(elsewhere, 'node_modules/stray');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "name": "stray", "version": "1.0.0" }');

    const input = relative(fileURLToPath(ROOT), join(folder, 'index.js'));
    const metafile = { inputs: { [input]: { bytes: 1, imports: [] } }, outputs: {} };
    await expect(billOfMaterials([metafile])).rejects.toThrow('npm does not know what the bundles hold: stray@1.0.0');
  });
});

describe('the notices', () => {
  test('name every package of the bill once or more, and hold every text that a package brings', async () => {
    const notices = await thirdPartyNotices(metafiles);
    const lines = new Set(notices.split('\n'));
    expect(bill.components.filter((component) => !lines.has(component['bom-ref']))).toEqual([]);
    for (const file of ['preact/LICENSE', 'commander/LICENSE', 'zod/LICENSE']) {
      expect(notices).toContain(readText(`node_modules/${file}`).trim());
    }
  });

  test('say the same text once, and name the licence of a package that brings no text', async () => {
    const notices = await thirdPartyNotices(metafiles);
    const text = readText('node_modules/@aws-sdk/client-dynamodb/LICENSE').trim();
    expect(notices.split(text)).toHaveLength(2);
    expect(notices).toMatch(/^@middy\/core@[\d.]+\n(?:@.+\n)*-+\n\nLicence: MIT$/m);
  });
});

describe('what is shipped', () => {
  test('has licences that ask for nothing but their notice', () => {
    expect(refused(bill.components).map((component) => [component['bom-ref'], component.licenses])).toEqual([]);
  });

  test.each([
    ['another licence', [{ license: { id: 'AGPL-3.0-only' } }]],
    ['a choice that has not been looked at', [{ expression: '(MIT OR GPL-3.0-only)' }]],
    ['a name that is no licence of the list of SPDX', [{ license: {} }]],
    ['none', []],
  ])('would be noticed with %s', (_, licenses) => {
    const [first] = bill.components;
    expect(first && refused([{ ...first, licenses }])).toHaveLength(1);
  });
});
