import { describe, expect, test } from 'vitest';
import { IMPURE } from './impure.ts';
import { codeOf, importsOf, paths } from './source-files.ts';

const LIB = paths('lib/**/*.ts');
const PURE = LIB.filter((path) => !IMPURE.includes(path));

/** Packages that only compute. `zod/mini` alone: the whole of zod is thirty times as large. */
const COMPUTING = new Set(['zod/mini', 'uuid', 'p-map', 'lru-cache', 'node:crypto', 'node:zlib']);

/** What differs from one run to the next, or leaves the process. */
const WORLD =
  /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bprocess\b|\bMath\.random\b|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b|\bfetch\b|\bconsole\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b|\bcrypto\.|\bimport\.meta\b|\bglobalThis\b|\bv[1467]\b[^;]*\bfrom "uuid"/;

const touchesWorld = (path: string) => WORLD.exec(codeOf(path))?.[0] ?? null;
const isImpure = (target: string) => IMPURE.includes(target);

describe('the pure core', () => {
  test.for(PURE)('%s', (path) => {
    const imports = importsOf(path);
    const foreign = imports.filter(({ ours, typeOnly, target }) => !ours && !(typeOnly && target === 'aws-lambda'));

    expect(foreign.map(({ target }) => target).filter((target) => !COMPUTING.has(target))).toEqual([]);
    expect(imports.filter(({ typeOnly, target }) => !typeOnly && isImpure(target))).toEqual([]);
    expect(touchesWorld(path)).toBeNull();
  });

  test('is most of what there is', () => {
    expect(PURE.length).toBeGreaterThan(3 * IMPURE.length);
  });
});

describe('what is excepted', () => {
  test.for(IMPURE)('%s needs to be', (path) => {
    expect(LIB).toContain(path);
    const reasons = importsOf(path).filter(({ ours, target }) => (ours ? isImpure(target) : !COMPUTING.has(target)));

    expect(reasons.length > 0 || touchesWorld(path) !== null).toBe(true);
  });
});
