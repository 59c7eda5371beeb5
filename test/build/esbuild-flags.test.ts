import { describe, expect, test } from 'vitest';
import { esbuildFlags } from '../../infra/build/esbuild-flags.ts';

const complete = { Target: 'node24', Format: 'esm', Minify: true };

describe('the esbuild flags of BuildProperties', () => {
  test('are bare for true, none for false, with a value for text, one each for a list', () => {
    const properties = {
      ...complete,
      KeepNames: true,
      Sourcemap: false,
      SourcesContent: 'false',
      Banner: ['js=a=b;', 'css=x'],
    };
    expect(esbuildFlags(properties)).toEqual([
      '--bundle',
      '--platform=node',
      '--target=node24',
      '--format=esm',
      '--minify',
      '--keep-names',
      '--sources-content=false',
      '--banner:js=a=b;',
      '--banner:css=x',
    ]);
  });

  test('do not hold what is meant for SAM', () => {
    const properties = { ...complete, UseNpmCi: true, EntryPoints: ['functions/a/handler.ts'] };
    expect(esbuildFlags(properties)).toEqual(esbuildFlags(complete));
  });

  test('are those of SAM where the template says nothing', () => {
    const expected = ['--bundle', '--platform=node', '--target=es2020', '--format=cjs', '--minify'];
    expect(esbuildFlags({})).toEqual(expected);
  });

  test('refuse a value that SAM could not pass on, and name it', () => {
    expect(() => esbuildFlags({ ...complete, LogLimit: 3 })).toThrow('LogLimit is not a text');
    expect(() => esbuildFlags({ ...complete, Define: [{ a: 'b' }] })).toThrow('Define is not a text');
  });
});
