import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  nodeFinding,
  parameterFindings,
  prefixFinding,
  regionFinding,
  runbookFinding,
  samFinding,
} from '../../infra/deploy-check/checks.ts';
import { type SamDeployment, samDeployment, samDeployments } from '../../infra/deploy-check/sam-configuration.ts';
import { template } from '../template/stack.ts';

describe('the parameters', () => {
  it.each([
    [{}],
    [{ Stage: 'staging', ConnectionsPrefix: '/staging/' }],
    [{ TestIntervalMinutes: '15', ApiRateLimit: '5', EventBusName: 'default' }],
  ])('%j are sensible', (overrides) => {
    expect(parameterFindings(template, overrides)).toMatchObject([{ right: true }]);
  });

  it.each([
    [{ Stages: 'prod' }, 'Stages is no parameter of the template.'],
    [{ TestIntervalMinutes: '20' }, 'TestIntervalMinutes: 20 is none of 15, 30, 60, 180, 360, 1440.'],
    [{ ConnectionsPrefix: 'no-slash' }, 'ConnectionsPrefix: no-slash is not letters, digits and'],
    [{ KmsKeyArn: 'alias/mine' }, 'KmsKeyArn: alias/mine is not the ARN of a KMS key, or nothing.'],
    [{ TestConcurrency: '1' }, 'TestConcurrency: 1 is less than 2.'],
    [{ TestConcurrency: '1001' }, 'TestConcurrency: 1001 is more than 1000.'],
    [{ TestConcurrency: 'many' }, 'TestConcurrency: many is no number.'],
    [{ Stage: 'staging' }, 'ConnectionsPrefix: stage staging needs one of its own'],
    [{ ExpiryCriticalDays: '30' }, 'ExpiryCriticalDays: 30 is more than 14.'],
    [{ ApiBurstLimit: '5001' }, 'ApiBurstLimit: 5001 is more than 5000.'],
  ])('%j are not, and it says why', (overrides: Record<string, string>, complaint) => {
    const [finding] = parameterFindings(template, overrides);
    expect(finding?.right).toBe(false);
    expect(finding?.detail).toContain(complaint);
  });
});

describe('the prefix', () => {
  const deployed = (ConnectionsPrefix: string, more: { region?: string; profile?: string } = {}): SamDeployment => {
    const place = { region: undefined, profile: undefined, ...more };
    return { stackName: 'stack', overrides: { ConnectionsPrefix }, ...place };
  };
  const found = (own: SamDeployment, other: SamDeployment) => prefixFinding(template, 'own', { own, other });

  it.each([
    ['/a/', '/b/'],
    ['/a/', '/ab/'],
    ['/teams/a/', '/teams/b/'],
  ])('%s is an installation’s own beside %s', (own, other) => {
    expect(found(deployed(own), deployed(other))).toEqual({ check: 'Prefix', right: true, detail: own });
  });

  it.each([
    ['/a/', '/a/'],
    ['/a/', '/a/b/'],
    ['/a/b/', '/a/'],
  ])('%s and %s share connections, and it says with which', (own, other) => {
    const { right, detail } = found(deployed(own), deployed(other));
    expect(right).toBe(false);
    expect(detail).toContain(`[other] has ${other}`);
  });

  it('may be shared with an installation in another region or account', () => {
    const here = deployed('/a/', { region: 'eu-west-1', profile: 'one' });
    expect(found(here, deployed('/a/', { region: 'us-east-1' })).right).toBe(true);
    expect(found(here, deployed('/a/', { profile: 'two' })).right).toBe(true);
    expect(found(here, deployed('/a/', { region: 'eu-west-1', profile: 'one' })).right).toBe(false);
  });

  it('is the one of the template where none is said: two installations of the defaults share it', () => {
    const plain = { ...deployed(''), overrides: {} };
    expect(found(plain, plain).right).toBe(false);
  });
});

describe('the runbooks', () => {
  it('can be read by whoever follows an alarm when there is an address of them', () => {
    const RunbookBaseUrl = 'https://docs.example/runbooks/';
    expect(runbookFinding(template, { RunbookBaseUrl })).toEqual({
      check: 'Runbooks',
      right: true,
      detail: RunbookBaseUrl,
    });
  });

  it.each([[{}], [{ RunbookBaseUrl: 'wiki/runbooks/' }]])('are worth a note, and no refusal, with %j', (overrides) => {
    const finding = runbookFinding(template, overrides);
    expect(finding).toMatchObject({ right: true, better: expect.stringContaining('RunbookBaseUrl=https://') });
  });
});

describe('samconfig.toml', () => {
  const text = readFileSync(new URL('../../samconfig.toml', import.meta.url), 'utf8');

  it.each(['default', 'staging'])('has sensible parameters in %s', (environment) => {
    const { overrides } = samDeployment(text, environment);
    expect(parameterFindings(template, overrides)).toMatchObject([{ right: true }]);
    expect(prefixFinding(template, environment, samDeployments(text))).toMatchObject({ right: true });
  });

  it('is read as SAM CLI reads it', () => {
    const said = (overrides: string) =>
      samDeployment(
        `[x.deploy.parameters]\nstack_name = "s"\nregion = "eu-west-1"\nparameter_overrides = ${overrides}`,
        'x',
      );
    expect(said('"A=1 B=\\"two words\\" C="')).toEqual({
      stackName: 's',
      region: 'eu-west-1',
      profile: undefined,
      overrides: { A: '1', B: 'two words', C: '' },
    });
    expect(said('["A=1", "B=x=y"]').overrides).toEqual({ A: '1', B: 'x=y' });
  });

  it('without the environment that is asked for is an error that names it', () => {
    expect(() => samDeployment(text, 'production')).toThrow('[production.deploy.parameters]');
  });
});

it('an old Node, no SAM CLI and no region are found, with what to do', async () => {
  expect(nodeFinding('v24.0.0').right).toBe(true);
  expect(nodeFinding('v22.11.0')).toMatchObject({ right: false, detail: expect.stringContaining('npm ci') });
  expect(await samFinding(async () => 'SAM CLI, version 1.170.0')).toMatchObject({ right: true });
  expect(await samFinding(async () => null)).toMatchObject({
    right: false,
    detail: expect.stringContaining('install'),
  });
  expect(regionFinding('eu-west-1').right).toBe(true);
  expect(regionFinding(null)).toMatchObject({ right: false, detail: expect.stringContaining('AWS_REGION') });
});
