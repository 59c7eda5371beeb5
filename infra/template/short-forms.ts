import { type CollectionTag, isMap, isSeq, type ScalarTag } from 'yaml';

/** CloudFormation's functions that have a short form in YAML, by the name that follows `!`. */
const functionNames = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
] as const;

/** YAML tags that turn `!Sub x` and its like into the long form `{ 'Fn::Sub': 'x' }`, as JSON templates have it. */
export const shortForms: (ScalarTag | CollectionTag)[] = [
  scalarTag('Ref', (text) => ({ Ref: text })),
  scalarTag('Condition', (text) => ({ Condition: text })),
  ...functionNames.flatMap((name) => [
    scalarTag(name, (text) => ({ [`Fn::${name}`]: name === 'GetAtt' ? atFirstDot(text) : text })),
    collectionTag(name, 'seq'),
    collectionTag(name, 'map'),
  ]),
];

function scalarTag(name: string, longForm: (text: string) => unknown): ScalarTag {
  return { tag: `!${name}`, resolve: longForm };
}

function collectionTag(name: string, collection: 'seq' | 'map'): CollectionTag {
  return {
    tag: `!${name}`,
    collection,
    resolve: (node) => ({ [`Fn::${name}`]: isSeq(node) || isMap(node) ? node.toJSON() : node }),
  };
}

function atFirstDot(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
