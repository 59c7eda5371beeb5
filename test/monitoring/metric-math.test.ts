import { expect, test } from 'vitest';
import { parseExpression } from './metric-math.ts';

test('reads expressions, and names what they use', () => {
  expect(parseExpression('100 * FILL(bad, 0) / SUM([good, bad])')).toEqual({
    ids: ['bad', 'good'],
    functions: ['FILL', 'SUM'],
  });
  expect(parseExpression('IF(m1 > 2 && m2 != 0, -(m1 - m2) ^ 2, 1.5)').ids).toEqual(['m1', 'm2']);
  expect(parseExpression(`SEARCH('{A,B} MetricName="x"', 'Sum', 300)`)).toEqual({ ids: [], functions: ['SEARCH'] });
});

// CloudWatch charges a query of Metrics Insights by the metrics that it looks at: none is in use, so none is read here.
test('refuses a query of Metrics Insights', () => {
  expect(() => parseExpression('SELECT SUM(Errors) FROM "AWS/Lambda"')).toThrow('SELECT');
});

test.each(['', '1 +', 'SUM([a, b)', 'a b', 'SUMM(a)', 'a = b', 'SUM(a,)', "SEARCH('x", '(a', 'a)', 'A1'])(
  'refuses %j',
  (text) => {
    expect(() => parseExpression(text)).toThrow();
  },
);
