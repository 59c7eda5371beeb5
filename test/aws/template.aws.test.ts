import { expect, test } from 'vitest';
import { installPython } from './tools/python.ts';
import { runProgram } from './tools/run-program.ts';

const python = await installPython();

test('SAM CLI finds the template valid', async () => {
  const { exitCode, output } = await runProgram(python.program('sam'), [
    'validate',
    '--lint',
    '--template',
    'template.yaml',
  ]);

  expect(exitCode, output).toBe(0);
});

test('cfn-lint has nothing to say of the template', async () => {
  const { exitCode, output } = await runProgram(python.program('cfn-lint'), ['template.yaml']);

  expect(exitCode, output).toBe(0);
});
