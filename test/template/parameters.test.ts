import { describe, expect, test } from 'vitest';
import { listAt, mapAt, type TemplateValue } from '../../infra/template/values.ts';
import { everyOption, template } from './stack.ts';

const parameters = Object.entries(template.parameters);

/** As CloudFormation judges a value before it deploys. */
function takes(name: string, value: TemplateValue | undefined): boolean {
  const { AllowedPattern, AllowedValues } = template.parameters[name] ?? {};
  if (AllowedPattern !== undefined) return new RegExp(`^(?:${AllowedPattern})$`).test(String(value));
  return AllowedValues === undefined || listAt(AllowedValues, name).some((allowed) => allowed === value);
}

describe('the parameters', () => {
  test('have a default, a kind and a sentence each', () => {
    for (const [name, parameter] of parameters) {
      expect(parameter, name).toHaveProperty('Default');
      expect(parameter.AllowedValues ?? parameter.AllowedPattern ?? parameter.MinValue, name).toBeDefined();
      expect(parameter.Description, name).toMatch(/^[A-Z].{20,}\.$/);
    }
  });

  test('take their own defaults, and every option the other way round', () => {
    for (const [name, { Default }] of parameters) expect(takes(name, Default), name).toBe(true);
    for (const [name, value] of Object.entries(everyOption)) expect(takes(name, value), name).toBe(true);
  });

  const account = '123456789012';
  const topics = [
    `arn:aws:sns:ap-southeast-2:${account}:On-Call_2`,
    `arn:aws-us-gov:sns:us-gov-west-1:${account}:alerts`,
    `arn:aws-cn:sns:cn-north-1:${account}:alerts`,
  ];
  const noTopics = [
    'alerts',
    `arn:aws:sqs:eu-west-1:${account}:alerts`,
    `arn:aws:sns:eu-west-1:${account}:alerts:${account}`,
  ];

  test.each([
    ['Stage', ['prod', 'staging-2', '1'], ['', 'Prod', '-prod', 'a'.repeat(33)]],
    ['ConnectionsPrefix', ['/a/b/', 'connections/', '/Acme_EU.2/x/'], ['', '/', '/a', '/a//', '/a b/']],
    ['EventBusName', ['', 'default', 'Acme.events_2-eu'], ['acme/events', 'a'.repeat(257)]],
    ['NotificationTopicArn', ['', ...topics], noTopics],
    ['PagingTopicArn', ['', ...topics], noTopics],
    ['RunbookBaseUrl', ['docs/runbooks/', 'https://docs.example/a-b_c/?page=/'], ['', 'https://docs.example', 'a b/']],
    [
      'KmsKeyArn',
      [
        '',
        `arn:aws:kms:eu-central-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
        `arn:aws:kms:us-east-2:${account}:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
        `arn:aws-us-gov:kms:us-gov-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
        `arn:aws-cn:kms:cn-northwest-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
      ],
      ['1234abcd-12ab-34cd-56ef-1234567890ab', `arn:aws:kms:eu-west-1:${account}:alias/connections`],
    ],
    [
      'PermissionsBoundaryArn',
      [
        '',
        `arn:aws:iam::${account}:policy/Boundary`,
        `arn:aws:iam::${account}:policy/teams/a/boundary-2`,
        `arn:aws-us-gov:iam::${account}:policy/Boundary`,
        'arn:aws:iam::aws:policy/PowerUserAccess',
      ],
      ['Boundary', `arn:aws:iam::${account}:role/Boundary`],
    ],
  ])('%s takes what it is for, and nothing else', (name, taken, refused) => {
    expect(taken.filter((value) => !takes(name, value))).toEqual([]);
    expect(refused.filter((value) => takes(name, value))).toEqual([]);
  });

  test('let the critical alarm come after the first, whatever is chosen for the two', () => {
    const { ExpiryNoticeDays, ExpiryCriticalDays } = template.parameters;
    expect(Number(ExpiryCriticalDays?.MaxValue)).toBeLessThan(Number(ExpiryNoticeDays?.MinValue));
  });

  test('let no throttle be wider than API Gateway is for a whole account', () => {
    const { ApiRateLimit, ApiBurstLimit } = template.parameters;
    expect([ApiRateLimit?.MaxValue, ApiBurstLimit?.MaxValue]).toEqual([10_000, 5_000]);
  });

  test('ask for no secret: what is given as a parameter can be read by whoever can read the stack', () => {
    const secret = parameters.filter(([name]) => /secret(?!CacheSeconds)|token|password|lwa/i.test(name));
    expect(secret.map(([name]) => name)).toEqual([]);
  });

  test('are each in one group of the console', () => {
    const groups = listAt(mapAt(template.metadata['AWS::CloudFormation::Interface'], 'Interface').ParameterGroups, '');
    const shown = groups.flatMap((group) => listAt(mapAt(group, 'group').Parameters, 'group'));
    expect([...shown].sort()).toEqual(parameters.map(([name]) => name).sort());
  });
});
