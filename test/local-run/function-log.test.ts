import { expect, it } from 'vitest';
import { functionLog } from '../../infra/local-run/function-log.ts';

it('shows each line as it comes, with the function that wrote it', () => {
  const shown: string[] = [];
  functionLog(true, (line) => shown.push(line)).add('run-tests', '{"level":"INFO"}');
  expect(shown).toEqual(['run-tests  {"level":"INFO"}']);
});

it('keeps the last hundred lines until they are asked for', () => {
  const shown: string[] = [];
  const log = functionLog(false, (line) => shown.push(line));
  for (let number = 1; number <= 150; number += 1) log.add('run-tests', `line ${number}`);
  expect(shown).toEqual([]);
  log.print();
  expect(shown).toHaveLength(100);
  expect(shown[0]).toBe('run-tests  line 51');
});
