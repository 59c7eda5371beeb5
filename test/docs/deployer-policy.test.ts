/** The IAM policies for deployers in docs/deploy.md, held to the resources of the template. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functions, template } from '../template/stack.ts';
import { HANDLER_ACTIONS } from './handler-actions.ts';
import { PROJECT, readMarkdown } from './markdown.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

const texts = readMarkdown('docs/deploy.md')
  .blocks.filter(({ language }) => language === 'json')
  .map(({ text }) => text);
const statements = texts.flatMap((text): Statement[] => JSON.parse(text).Statement);
const allowed = new Set(statements.flatMap(({ Action }) => Action));

/** What SAM makes of its own types. */
function deployedTypes(): string[] {
  const types = new Set(Object.values(template.resources).map(({ type }) => type));
  if (types.delete('AWS::Serverless::HttpApi')) {
    for (const type of ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage']) types.add(type);
  }
  if (types.delete('AWS::Serverless::Function')) types.add('AWS::Lambda::Function');
  if (functions.some(({ routes }) => routes.length > 0)) types.add('AWS::Lambda::Permission');
  if (functions.some(({ queues }) => queues.length > 0)) types.add('AWS::Lambda::EventSourceMapping');
  if (functions.some(({ schedules }) => schedules.length > 0)) {
    for (const type of ['AWS::Scheduler::Schedule', 'AWS::Lambda::EventInvokeConfig']) types.add(type);
  }
  return [...types];
}

/** Nothing that a resource asks for: what SAM CLI does itself, its bucket, and the access logs of the API. */
const besides =
  /^(?:cloudformation:|s3:|iam:CreateServiceLinkedRole$|logs:(?:\w+LogDelivery|ListLogDeliveries|PutResourcePolicy)$)/;

/** AWS knows nothing narrower for these, or a condition says it. */
const onEverything = ['ValidateTemplate', 'QueueReaders', 'AccessLogs', 'NewKey'];

describe('the policies for deployers', () => {
  it('know every type of resource that is deployed, and no other', () => {
    expect(Object.keys(HANDLER_ACTIONS).sort()).toEqual(deployedTypes().sort());
  });

  it.each(Object.entries(HANDLER_ACTIONS))('allow what %s asks for', (_, actions) => {
    expect(actions.filter((action) => !allowed.has(action))).toEqual([]);
  });

  it('allow nothing that no resource and no step of a deployment asks for', () => {
    const asked = new Set(Object.values(HANDLER_ACTIONS).flat());
    expect([...allowed].filter((action) => !asked.has(action) && !besides.test(action))).toEqual([]);
  });

  it('only ever allow, by names, and on everything only where it has to be', () => {
    for (const { Sid, Effect, Action, Resource } of statements) {
      expect(Effect, Sid).toBe('Allow');
      expect(Action.filter((action) => action.includes('*'))).toEqual([]);
      expect([Resource].flat().includes('*'), Sid).toBe(onEverything.includes(Sid));
    }
  });

  it('speak of resources by what their names begin with: the stacks of samconfig.toml', () => {
    const samconfig = readFileSync(join(PROJECT, 'samconfig.toml'), 'utf8');
    const stacks = [...samconfig.matchAll(/^stack_name = "(.+)"$/gm)].map(([, name = '']) => name);
    const beginnings = new Set(texts.join().match(/selling-partner-[a-z-]*(?=\*)/g));
    expect(stacks.length * beginnings.size).toBeGreaterThan(0);
    for (const beginning of beginnings) {
      expect(
        stacks.filter((stack) => !stack.startsWith(beginning)),
        beginning,
      ).toEqual([]);
    }
  });

  it('fit into an IAM policy each', () => {
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6_144);
  });
});
