import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { templatePath } from '../../infra/template/template.ts';
import { mapAt } from '../../infra/template/values.ts';
import { functions, lambdaFunctions, template } from './stack.ts';

const project = dirname(templatePath);
const lambdas = lambdaFunctions();

/** What the bundles' size, start and stack traces rest on (docs/adr/0008-bundles-and-environment-credentials.md). */
const buildProperties = {
  UseNpmCi: true,
  Format: 'esm',
  OutExtension: ['.js=.mjs'],
  Target: 'node24',
  MainFields: 'module,main',
  Banner: ['js=const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);'],
  Supported: ['dynamic-import=false'],
  Minify: true,
  Sourcemap: true,
  SourcesContent: 'false',
  LegalComments: 'none',
  Alias: ['@aws-sdk/credential-provider-node=./lib/configuration/environment-credentials.ts'],
  Define: ['esbuildDetection=1'],
  External: ['@smithy/core/event-streams', '../llhttp/llhttp-wasm.js', '../web/*'],
};

/** Whatever else Lambda can do to a function (a VPC, reserved concurrency, layers) none of ours asks for. */
const propertyNames = [
  ...['Architectures', 'CodeUri', 'Description', 'Environment', 'Events', 'Handler', 'LoggingConfig', 'MemorySize'],
  ...['Role', 'Runtime', 'Timeout'],
];

describe.each(functions)('$name', (fn) => {
  const lambda = lambdas[fn.logicalId] ?? {};

  test('runs on Node 24 on arm64 and is started by its bundle', () => {
    expect(lambda).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'handler.handler',
      CodeUri: './',
    });
  });

  test('is set up by these properties alone', () => {
    const ofSchedule = fn.schedules.length > 0 ? ['EventInvokeConfig'] : [];
    expect(Object.keys(lambda).sort()).toEqual([...propertyNames, ...ofSchedule].sort());
    expect(Object.keys(mapAt(lambda.Environment, 'Environment'))).toEqual(['Variables']);
  });

  test('has its handler where the template says', () => {
    expect(existsSync(join(project, fn.entryPoint)), fn.entryPoint).toBe(true);
  });

  test('has the logical id that its name asks for', () => {
    const pascalCase = fn.name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(fn.logicalId).toBe(`${pascalCase}Function`);
  });

  test('is built by esbuild, as one module for Node 24 with whatever it needs inside', () => {
    expect(template.resources[fn.logicalId]?.metadata).toEqual({
      BuildMethod: 'esbuild',
      BuildProperties: { ...buildProperties, EntryPoints: [fn.entryPoint] },
    });
  });

  test('logs in JSON, metrics included, into a log group of its own', () => {
    expect(lambda.LoggingConfig).toEqual({
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'WARN',
      LogGroup: fn.logicalId.replace(/Function$/, 'LogGroup'),
    });
    expect(template.resources[String(mapAt(lambda.LoggingConfig, 'LoggingConfig').LogGroup)]?.type).toBe(
      'AWS::Logs::LogGroup',
    );
  });

  test('has a role of its own, which the template spells out', () => {
    expect(lambda.Role).toBe(fn.logicalId.replace(/Function$/, 'Role.Arn'));
  });

  test('has a time-out that fits what starts it', () => {
    const expected = fn.routes.length > 0 ? 29 : fn.queues.length > 0 ? 60 : 120;
    expect(fn.timeoutSeconds).toBe(expected);
  });

  test('keeps what fails when nobody waits for it', () => {
    if (fn.schedules.length === 0) return;
    expect(lambda.EventInvokeConfig).toEqual({
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 840,
      DestinationConfig: { OnFailure: { Type: 'SQS', Destination: 'PlanDeadLetterQueue.Arn' } },
    });
  });
});

test('every handler of the project is a function of the template', () => {
  const folders = readdirSync(join(project, 'functions'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(folders.map(({ name }) => name)));
});
