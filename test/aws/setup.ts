/** Builds, packages, translates and deploys the stack as SAM and CloudFormation do, into moto, once before all tests. */
import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { type Moto, startMoto } from './moto/moto.ts';
import type { BuiltStack } from './stack/deployed-stack.ts';
import { installLambdaRuntime } from './tools/lambda-runtime.ts';
import { installPython, type PythonEnvironment } from './tools/python.ts';
import { runOrThrow } from './tools/run-program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = join(ROOT, '.aws-sam/build');
const TRANSLATE = fileURLToPath(new URL('stack/translate.py', import.meta.url));
const DEPLOY = fileURLToPath(new URL('stack/deploy.py', import.meta.url));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const python = await installPython();
  const moto = await startMoto(python);
  try {
    await samBuild(python);
    project.provide('stack', await deploy(python, moto));
  } catch (error) {
    await moto.close();
    throw error;
  }
  return () => moto.close();
}

async function samBuild(python: PythonEnvironment): Promise<void> {
  await runOrThrow('npm', ['run', '--silent', 'sam:build'], { cwd: ROOT, env: environment(python) });
}

async function deploy(python: PythonEnvironment, moto: Moto): Promise<BuiltStack> {
  const env = { ...environment(python), AWS_ENDPOINT_URL: moto.endpoint };
  const packaged = join(BUILT, 'packaged.yaml');
  const translated = join(BUILT, 'translated.json');
  const bucket = 'artifacts';
  await fetch(`${moto.endpoint}/${bucket}`, { method: 'PUT' });
  const from = ['--template-file', join(BUILT, 'template.yaml'), '--output-template-file', packaged];
  await runOrThrow(python.program('sam'), ['package', '--s3-bucket', bucket, ...from], { cwd: ROOT, env });
  await runOrThrow(python.program('python'), [TRANSLATE, packaged, translated], { env });
  const { stdout } = await runOrThrow(python.program('python'), [DEPLOY, translated, moto.endpoint], { env });
  const [emulator, runtime] = await Promise.all([
    python.packageFile(`samcli/local/rapid/aws-lambda-rie-${process.arch === 'x64' ? 'x86_64' : process.arch}`),
    installLambdaRuntime(),
  ]);
  return { built: BUILT, translated, endpoint: moto.endpoint, emulator, runtime, deployed: JSON.parse(stdout) };
}

/** Nothing of the machine's own AWS configuration has a part in it. */
function environment(python: PythonEnvironment): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [python.program(''), process.env.PATH].join(delimiter),
    SAM_CLI_TELEMETRY: '0',
    AWS_ACCESS_KEY_ID: 'deployer',
    AWS_SECRET_ACCESS_KEY: 'deployer',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}
