import { describe, expect, test } from 'vitest';
import { type ResolveContext, resolve } from '../../infra/template/resolve.ts';
import type { TemplateValue } from '../../infra/template/values.ts';

const context: ResolveContext = {
  parameters: { Stage: 'prod', Interval: 60 },
  references: { Queue: 'https://queue' },
  attributes: { 'Queue.Arn': 'arn:queue' },
  conditions: { Yes: true, No: false, IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
  mappings: { Half: { 60: { Seconds: 1800 } } },
  pseudo: { 'AWS::Region': 'eu-west-1' },
};

const none = { Ref: 'AWS::NoValue' };

describe('resolving', () => {
  test.each<[string, TemplateValue, TemplateValue]>([
    ['a parameter', { Ref: 'Interval' }, 60],
    ['a resource', { Ref: 'Queue' }, 'https://queue'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    ['an attribute in one text', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
    [
      'a text with variables',
      { 'Fn::Sub': `\${Stage}/\${Queue.Arn}/\${AWS::Region}/\${Interval}` },
      'prod/arn:queue/eu-west-1/60',
    ],
    [
      'a text with its own variables',
      { 'Fn::Sub': [`\${a}-\${Stage}`, { a: { Ref: 'Queue' } }] },
      'https://queue-prod',
    ],
    ['a literal in a text', { 'Fn::Sub': `\${!Stage}` }, `\${Stage}`],
    ['a choice', { 'Fn::If': ['Yes', 'a', { Ref: 'Nowhere' }] }, 'a'],
    ['the other choice', { 'Fn::If': ['No', { Ref: 'Nowhere' }, 'b'] }, 'b'],
    ['a condition that is an expression', { 'Fn::If': ['IsProd', 'a', 'b'] }, 'a'],
    ['a reference to a condition', { Condition: 'IsProd' }, true],
    ['equality of a number and its text', { 'Fn::Equals': [{ Ref: 'Interval' }, '60'] }, true],
    ['inequality', { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] }, false],
    ['a value of a mapping', { 'Fn::FindInMap': ['Half', { Ref: 'Interval' }, 'Seconds'] }, 1800],
    ['negation', { 'Fn::Not': [{ Condition: 'Yes' }] }, false],
    ['and', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
    ['or', { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
    ['joining', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 3]] }, 'a-prod-3'],
    [
      'splitting and selecting',
      { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] },
      'queue',
    ],
    ['what is left out of a list', ['a', { 'Fn::If': ['No', 'b', none] }], ['a']],
    ['what is left out of a mapping', { a: 1, b: none }, { a: 1 }],
    ['a policy condition', { Condition: { Bool: { x: 'false' } } }, { Condition: { Bool: { x: 'false' } } }],
    ['plain values', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
  ])('works out %s', (_, value, expected) => {
    expect(resolve(value, context)).toEqual(expected);
  });

  test.each<[string, TemplateValue]>([
    ['Ref Nowhere', { Ref: 'Nowhere' }],
    ['GetAtt Queue.Name', { 'Fn::GetAtt': ['Queue', 'Name'] }],
    ['Ref Nowhere', { a: [{ 'Fn::Sub': `\${Nowhere}` }] }],
    ['Condition Maybe', { 'Fn::If': ['Maybe', 1, 2] }],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'x' }],
    ['Fn::FindInMap Half.15.Seconds', { 'Fn::FindInMap': ['Half', 15, 'Seconds'] }],
    ['Fn::Select', { 'Fn::Select': [2, ['a', 'b']] }],
    ['Fn::If takes 3 values, not 2', { 'Fn::If': ['Yes', 'a'] }],
    ['AWS::NoValue', none],
  ])('throws, naming %s', (named, value) => {
    expect(() => resolve(value, context)).toThrow(named);
  });
});
