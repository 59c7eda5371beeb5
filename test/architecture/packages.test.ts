import { expect, test } from 'vitest';
import { readText } from './source-files.ts';

interface Package {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}
interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Record<
    string,
    { readonly version?: string; readonly resolved?: string; readonly integrity?: string; readonly optional?: boolean }
  >;
}

const { dependencies, devDependencies }: Package = JSON.parse(readText('package.json'));
const lockText = readText('package-lock.json');
const lock: Lock = JSON.parse(lockText);

test('the tests run on Node 24', () => {
  expect(process.version).toMatch(/^v24\./);
});

test('every package is pinned to one version', () => {
  const pins = Object.entries({ ...dependencies, ...devDependencies });

  expect(pins.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(Object.keys(dependencies).filter((name) => name in devDependencies)).toEqual([]);
});

test('the lock file holds the same packages', () => {
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  }
});

test('the lock file names no registry: a clone installs from whichever is configured', () => {
  const entries = Object.entries(lock.packages);

  expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([]);
  expect(lockText).not.toContain('.tgz');
});

/** npm knows the checksum of what it has downloaded: binaries for other platforms have none. */
test('every package in the lock file that any platform needs has a checksum', () => {
  const without = Object.entries(lock.packages).filter(
    ([name, { integrity, optional }]) => name && !optional && !integrity,
  );

  expect(without.map(([name]) => name)).toEqual([]);
});
