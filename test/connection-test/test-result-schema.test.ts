import { describe, expect, test } from 'vitest';
import { parseTestResult } from '../../lib/connection-test/test-result-schema.ts';
import { answer, refusal } from '../amazon/answers.ts';
import { FEEDS, runTest, TOKEN } from './scripted-amazon.ts';

const refused = answer(403, refusal(''));
const RESULTS = [
  { lwa: [TOKEN], 'feeds eu': [FEEDS] },
  { lwa: [answer(401, { error: 'invalid_client' })] },
  { lwa: [TOKEN], 'feeds eu': [{ kind: 'timed_out' as const }, { kind: 'timed_out' as const }] },
  { lwa: [TOKEN], 'feeds eu': [refused], 'feeds na': [FEEDS], 'feeds fe': [refused], 'feeds eu-sandbox': [refused] },
];

describe('a stored result', () => {
  test.for(RESULTS)('is read as it was written', async (script) => {
    const { result } = await runTest(script, { settings: { lwaClientId: 'odd' } });

    expect(parseTestResult(JSON.stringify(result))).toEqual(result);
  });

  test('may have members that we do not know', async () => {
    const { result } = await runTest({ lwa: [TOKEN], 'feeds eu': [FEEDS] });

    expect(parseTestResult(JSON.stringify({ ...result, later: true }))).toEqual(result);
  });

  test.for([
    ['no JSON', () => ''],
    ['null', () => 'null'],
    ['a list', () => '[]'],
    ['an unknown verdict', (whole: object) => JSON.stringify({ ...whole, verdict: 'maybe' })],
    ['an unknown code', (whole: object) => JSON.stringify({ ...whole, diagnosis: { code: 'odd' } })],
    ['one request', (whole: object) => JSON.stringify({ ...whole, requests: [] })],
    ['a missing member', (whole: object) => JSON.stringify({ ...whole, startedAt: undefined })],
  ] as const)('that is %s is none', async ([, textOf]) => {
    const { result } = await runTest({ lwa: [TOKEN], 'feeds eu': [FEEDS] });

    expect(parseTestResult(textOf(result))).toBeNull();
  });
});
