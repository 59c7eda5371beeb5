import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import type { TemplateFunction } from '../../infra/template/functions.ts';
import { resolve } from '../../infra/template/resolve.ts';
import { mapAt } from '../../infra/template/values.ts';
import { deployment, functions } from '../template/stack.ts';
import type { Loaded } from './load-bundle.ts';

/** What packages and Node ask for, and what is for local runs alone. Any other name is ours, and the template has to give it. */
const notOfTheTemplate =
  /^(?:(?:AWS|POWERTOOLS|UNDICI|NODE)_\w+|WATCH_REPORT_DEPENDENCIES|FORCE_COLOR|LOG_LEVEL|ENVIRONMENT|AMAZON_LOOPBACK_ORIGIN)$/;

/** The variables that the template gives to the function. */
function variablesOf(fn: TemplateFunction): Record<string, string> {
  const context = deployment();
  const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/tests';
  const references = { ...context.references, TestQueue: queueUrl };
  const resolved = mapAt(resolve(fn.environment, { ...context, references }), fn.name);
  return Object.fromEntries(Object.entries(resolved).map(([name, value]) => [name, String(value)]));
}

async function load(name: string, variables: Record<string, string>): Promise<Loaded> {
  const bundle = inject('bundles').find((built) => built.name === name)?.bundle ?? '';
  const child = join(import.meta.dirname, 'load-bundle.ts');
  const env = { AWS_REGION: 'eu-west-1', ...variables };
  const { stdout } = await promisify(execFile)(process.execPath, [child, bundle], { env });
  return JSON.parse(stdout);
}

describe.each(functions)('the bundle of $name', (fn) => {
  test('loads with the variables of the template, reads just these, and reaches out to nobody', async () => {
    const variables = variablesOf(fn);
    const loaded = await load(fn.name, variables);
    expect(loaded.exports).toEqual(['handler']);
    expect(loaded.calls).toEqual([]);
    expect(loaded.variables.filter((name) => !notOfTheTemplate.test(name)).sort()).toEqual(
      Object.keys(variables).sort(),
    );
  });

  test('does not load without its stage, and says so', async () => {
    const { STAGE: _, ...others } = variablesOf(fn);
    await expect(load(fn.name, others)).rejects.toThrow('STAGE');
  });
});
