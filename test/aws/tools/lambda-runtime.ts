import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder } from './cached-folder.ts';
import { runOrThrow } from './run-program.ts';

const SOURCE = fileURLToPath(new URL('lambda-runtime', import.meta.url));
const FILES = ['package.json', 'package-lock.json'];

/**
 * Installs the client of the Lambda runtime API that Lambda's own Node runtimes use, unless it is there. Compiles it: needs
 * cmake, make, a C++ compiler and python3.
 *
 * @returns path of the program that takes a handler's name
 */
export async function installLambdaRuntime(): Promise<string> {
  const sources = FILES.map((file) => join(SOURCE, file));
  const folder = await cachedFolder('lambda-runtime', sources, async (empty) => {
    for (const file of FILES) await copyFile(join(SOURCE, file), join(empty, file));
    const node = join(empty, `node_modules/node-linux-${process.arch}`);
    // The headers come with that package: nothing is fetched from elsewhere.
    const env = { ...process.env, npm_config_nodedir: node };
    await runOrThrow('npm', ['ci', '--no-audit', '--no-fund'], { cwd: empty, env });
  });
  return join(folder, 'node_modules/aws-lambda-ric/index.mjs');
}
