import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { templateFunctions } from '../../infra/template/functions.ts';
import { parameterDefaults, parseTemplate, readTemplate } from '../../infra/template/template.ts';

/** What the value becomes that is written after `Value: `. */
function read(value: string) {
  return parseTemplate(`Outputs: { O: { Value: ${value} } }`).outputs.O?.Value;
}

describe('the template reader', () => {
  test.each([
    ['!Ref Queue', { Ref: 'Queue' }],
    ['!Condition Enabled', { Condition: 'Enabled' }],
    ['!GetAtt Queue.Arn', { 'Fn::GetAtt': ['Queue', 'Arn'] }],
    ['!GetAtt Nested.Outputs.Arn', { 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }],
    ['!GetAtt [Queue, Arn]', { 'Fn::GetAtt': ['Queue', 'Arn'] }],
    [`!Sub 'a-\${B}'`, { 'Fn::Sub': `a-\${B}` }],
    [`!Sub ['\${B}', { B: !Ref C }]`, { 'Fn::Sub': [`\${B}`, { B: { Ref: 'C' } }] }],
    ['!If [A, !Ref B, !Ref C]', { 'Fn::If': ['A', { Ref: 'B' }, { Ref: 'C' }] }],
    ['!Not [!Equals [!Ref A, b]]', { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'A' }, 'b'] }] }],
    ['!And [!Condition A, !Condition B]', { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] }],
    ['!Or [!Condition A, !Condition B]', { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] }],
    ['!Join [",", [a, !Ref B]]', { 'Fn::Join': [',', ['a', { Ref: 'B' }]] }],
    ['!Select [0, !Split [",", "a,b"]]', { 'Fn::Select': [0, { 'Fn::Split': [',', 'a,b'] }] }],
    ['!FindInMap [A, B, C]', { 'Fn::FindInMap': ['A', 'B', 'C'] }],
    ['!ImportValue other', { 'Fn::ImportValue': 'other' }],
    ['!Base64 text', { 'Fn::Base64': 'text' }],
    ['!Cidr [a, 1, 2]', { 'Fn::Cidr': ['a', 1, 2] }],
    ['{ "Fn::GetAtt": [Queue, Arn] }', { 'Fn::GetAtt': ['Queue', 'Arn'] }],
  ])('reads %s', (written, expected) => {
    expect(read(written)).toEqual(expected);
  });

  test('refuses a tag that CloudFormation does not know', () => {
    expect(() => read('!Reff Queue')).toThrow('!Reff');
  });

  test('refuses a key that is written twice', () => {
    expect(() => parseTemplate('Resources: { A: { Type: x }, A: { Type: y } }')).toThrow('unique');
  });

  test('refuses a resource without a type, and names it', () => {
    expect(() => parseTemplate('Resources: { Queue: { Properties: {} } }')).toThrow('Queue.Type');
  });

  test('reads a file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'template-')), 'template.yaml');
    writeFileSync(path, 'Resources: { Queue: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: 3 } } }');
    expect(readTemplate(path).resources.Queue).toMatchObject({
      type: 'AWS::SQS::Queue',
      properties: { DelaySeconds: 3 },
    });
  });

  test('tells the defaults of those parameters that have one', () => {
    const template = parseTemplate('Parameters: { A: { Type: String, Default: "" }, B: { Type: String } }');
    expect(parameterDefaults(template)).toEqual({ A: '' });
  });
});

const stack = `
Globals:
  Function: { Timeout: 3, MemorySize: 128, Environment: { Variables: { STAGE: test, PREFIX: / } } }
Resources:
  WatchFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Minify: true, EntryPoints: [functions/watch/handler.ts] } }
    Properties:
      Timeout: 60
      Environment: { Variables: { PREFIX: !Ref Prefix } }
      Events:
        Get: { Type: HttpApi, Properties: { Method: get, Path: '/things/{id}' } }
        Queue: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn, BatchSize: 10, MaximumBatchingWindowInSeconds: 5, FunctionResponseTypes: [ReportBatchItemFailures] } }
        Hourly: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 hour), Input: '{"a":1}' } }
  Jobs: { Type: AWS::SQS::Queue }
`;

describe('the functions of a template', () => {
  test('are told with globals merged in, routes, queues and schedules', () => {
    expect(templateFunctions(parseTemplate(stack))).toEqual([
      {
        logicalId: 'WatchFunction',
        name: 'watch',
        entryPoint: 'functions/watch/handler.ts',
        buildProperties: { Minify: true, EntryPoints: ['functions/watch/handler.ts'] },
        timeoutSeconds: 60,
        memoryMb: 128,
        environment: { STAGE: 'test', PREFIX: { Ref: 'Prefix' } },
        routes: [{ method: 'GET', path: '/things/{id}', routeKey: 'GET /things/{id}' }],
        queues: [{ source: 'Jobs', batchSize: 10, windowSeconds: 5, reportBatchItemFailures: true }],
        schedules: [{ expression: 'rate(1 hour)', input: '{"a":1}' }],
      },
    ]);
  });

  test('must have one entry point', () => {
    const two = stack.replace('watch/handler.ts]', 'watch/handler.ts, functions/b/handler.ts]');
    expect(() => templateFunctions(parseTemplate(two))).toThrow('WatchFunction has 2 entry points instead of one');
  });

  test('must have their entry point in a folder of their own', () => {
    const elsewhere = stack.replace('functions/watch/handler.ts', 'lib/watch.ts');
    expect(() => templateFunctions(parseTemplate(elsewhere))).toThrow('lib/watch.ts');
  });

  test('must read from a queue of the template', () => {
    const foreign = stack.replace('!GetAtt Jobs.Arn', 'arn:aws:sqs:eu-west-1:123456789012:jobs');
    expect(() => templateFunctions(parseTemplate(foreign))).toThrow('WatchFunction.Events.Queue.Queue');
  });
});
