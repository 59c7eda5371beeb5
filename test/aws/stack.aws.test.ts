import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { buildFunctions } from '../../infra/build/build.ts';
import { resolve } from '../../infra/template/resolve.ts';
import { mapAt, type TemplateMap } from '../../infra/template/values.ts';
import { deployment, functions } from '../template/stack.ts';
import { deployedStack } from './stack/deployed-stack.ts';
import { installPython } from './tools/python.ts';
import { runProgram } from './tools/run-program.ts';

const python = await installPython();
const { built, translated } = inject('stack');

async function translatedTemplate(): Promise<TemplateMap> {
  return JSON.parse(await readFile(translated, 'utf8'));
}

describe('the template', () => {
  test('is valid for SAM CLI', async () => {
    const { exitCode, output } = await runProgram(python.program('sam'), ['validate', '--lint']);

    expect(exitCode, output).toBe(0);
  });

  test('is spotless for cfn-lint, as it is written and as CloudFormation gets it', async () => {
    const { exitCode, output } = await runProgram(python.program('cfn-lint'), ['template.yaml', translated]);

    expect(exitCode, output).toBe(0);
  });
});

describe('sam build', () => {
  test('makes the bundles of npm run build, byte for byte', async () => {
    const outdir = join(built, '../own-build');
    for (const { logicalId, bundle } of await buildFunctions({ outdir })) {
      const [ours, theirs] = await Promise.all([readFile(bundle), readFile(join(built, logicalId, 'handler.mjs'))]);

      expect(ours.equals(theirs), logicalId).toBe(true);
    }
  });
});

const apiId = () => deployedStack().resources.Api;

describe('the deployed stack', () => {
  test('is complete', () => {
    expect(deployedStack().status).toBe('CREATE_COMPLETE');
  });

  test('has every resource of the template whose condition holds, and no other', async () => {
    const context = deployment();
    const expected = Object.entries(mapAt((await translatedTemplate()).Resources, 'Resources'))
      .filter(([, resource]) => {
        const { Condition } = mapAt(resource, 'Resources');
        return Condition === undefined || resolve({ Condition }, context) === true;
      })
      .map(([logicalId]) => logicalId);

    expect(Object.keys(deployedStack().resources).sort()).toEqual(expected.sort());
  });

  test('lets API Gateway invoke each function for each of its routes, and nobody else any', () => {
    for (const { logicalId, routes } of functions) {
      const invokers = deployedStack().functions[logicalId]?.invokers ?? [];
      const expected = routes.map(({ method, path }) => {
        // SAM leaves a greedy variable as it is: API Gateway names the route, not the path that was called.
        const called = `${method === 'ANY' ? '*' : method}${path.replaceAll(/\{[^}+]+\}/g, '*')}`;
        return `apigateway.amazonaws.com arn:aws:execute-api:us-east-1:123456789012:${apiId()}/*/${called}`;
      });
      expect(invokers.toSorted(), logicalId).toEqual(expected.toSorted());
    }
  });

  test('has all outputs, with nothing in them left open', async () => {
    const { outputs } = deployedStack();

    expect(Object.keys(outputs).sort()).toEqual(
      Object.keys(mapAt((await translatedTemplate()).Outputs, 'Outputs')).sort(),
    );
    for (const [name, value] of Object.entries(outputs)) expect(value, name).toMatch(/^[^${}]+(\$default)?$/);
  });
});
