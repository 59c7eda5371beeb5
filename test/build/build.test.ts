import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildFunctions, readMetafile } from '../../infra/build/build.ts';

let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'build-'));
  await write(
    'template.yaml',
    `Resources: { ${functionResource('GreetFunction', 'greet')}, ${functionResource('LeaveFunction', 'leave')} }`,
  );
  await write('lib/greeting.ts', 'export const greeting: string = "hello";');
  await write(
    'functions/greet/handler.ts',
    "import { greeting } from '../../lib/greeting.ts';\nexport const handler = async () => greeting;",
  );
  await write('functions/leave/handler.ts', 'export const handler = async () => "bye";');
});

afterEach(() => rm(project, { recursive: true }));

function functionResource(logicalId: string, name: string): string {
  return `${logicalId}: {
    Type: AWS::Serverless::Function,
    Properties: { Timeout: 3, MemorySize: 128 },
    Metadata: { BuildProperties: {
      Format: esm, Target: node24, Minify: true, Sourcemap: true, OutExtension: ['.js=.mjs'],
      EntryPoints: [functions/${name}/handler.ts] } } }`;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(project, path, '..'), { recursive: true });
  await writeFile(join(project, path), text);
}

describe('the build', () => {
  test('makes one folder per function of the template, with bundle, source map and metafile', async () => {
    const built = await buildFunctions({ project });
    expect(built.map(({ name, logicalId }) => [name, logicalId])).toEqual([
      ['greet', 'GreetFunction'],
      ['leave', 'LeaveFunction'],
    ]);
    expect(await readdir(join(project, 'dist'))).toEqual(['greet', 'leave']);
    expect((await readdir(join(project, 'dist/greet'))).sort()).toEqual([
      'handler.mjs',
      'handler.mjs.map',
      'meta.json',
    ]);
  });

  test('makes bundles that run', async () => {
    const [greet] = await buildFunctions({ project, names: ['greet'] });
    const { handler } = await import(greet?.bundle ?? '');
    expect(await handler()).toBe('hello');
  });

  test('tells the size and the inputs of a bundle', async () => {
    const [greet] = await buildFunctions({ project, names: ['greet'] });
    if (!greet) throw new Error('Nothing was built');
    expect(greet.bytes).toBe((await readFile(greet.bundle)).length);
    expect(Object.keys((await readMetafile(greet)).inputs)).toEqual(['lib/greeting.ts', 'functions/greet/handler.ts']);
  });

  test('makes the same bytes wherever they go', async () => {
    const [here] = await buildFunctions({ project, names: ['greet'] });
    const [there] = await buildFunctions({ project, names: ['greet'], outdir: join(project, 'deep/in/here') });
    expect(await readFile(there?.bundle ?? '')).toEqual(await readFile(here?.bundle ?? ''));
  });

  test('removes what an earlier build left', async () => {
    await write('dist/gone/handler.mjs', '');
    await write('dist/greet/old.mjs', '');
    await buildFunctions({ project });
    expect(existsSync(join(project, 'dist/gone'))).toBe(false);
    expect(existsSync(join(project, 'dist/greet/old.mjs'))).toBe(false);
  });

  test('leaves the other functions alone when told which to build', async () => {
    await write('dist/leave/handler.mjs', '');
    await buildFunctions({ project, names: ['greet'] });
    expect(existsSync(join(project, 'dist/leave/handler.mjs'))).toBe(true);
  });

  test('fails for a function that the template does not have', async () => {
    await expect(buildFunctions({ project, names: ['stay'] })).rejects.toThrow('The template has no function stay');
  });

  test('fails with function, file and reason when a source cannot be bundled', async () => {
    await write('functions/greet/handler.ts', "import '../../lib/nowhere.ts';");
    await expect(buildFunctions({ project })).rejects.toThrow(
      /greet cannot be built.*lib\/nowhere\.ts.*handler\.ts:1/s,
    );
  });

  test('fails when a handler is missing', async () => {
    await rm(join(project, 'functions/leave'), { recursive: true });
    await expect(buildFunctions({ project })).rejects.toThrow(/leave cannot be built.*functions\/leave\/handler\.ts/s);
  });
});
