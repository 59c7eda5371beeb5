import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder } from './cached-folder.ts';
import { runOrThrow } from './run-program.ts';

const REQUIREMENTS = fileURLToPath(new URL('python/requirements.txt', import.meta.url));
const CONSTRAINTS = fileURLToPath(new URL('python/constraints.txt', import.meta.url));

/** Programs of the project's own Python environment. */
export interface PythonEnvironment {
  /** Path of a program: `sam`, `cfn-lint`, `schemathesis`, `python`. */
  program(name: string): string;
  /** Path of a file of an installed package. */
  packageFile(path: string): Promise<string>;
}

/** Makes the environment, unless it is there. Needs `python3` (3.10 or later) with `venv`. */
export async function installPython(): Promise<PythonEnvironment> {
  const folder = await cachedFolder('python', [REQUIREMENTS, CONSTRAINTS], async (empty) => {
    await runOrThrow('python3', ['-m', 'venv', empty]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await runOrThrow(join(empty, 'bin/python'), [...pip, '-r', REQUIREMENTS, '-c', CONSTRAINTS]);
  });
  const program = (name: string) => join(folder, 'bin', name);
  return {
    program,
    async packageFile(path) {
      const say = 'import sysconfig; print(sysconfig.get_path("purelib"))';
      const { stdout } = await runOrThrow(program('python'), ['-c', say]);
      return join(stdout.trim(), path);
    },
  };
}
