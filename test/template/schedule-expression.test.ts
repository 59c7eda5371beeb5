import { expect, test } from 'vitest';
import { complaintAbout } from './schedule-expression.ts';

test.each([
  'rate(1 hour)',
  'rate(15 minutes)',
  'cron(0/15 * * * ? *)',
  'cron(0 18 ? * MON-FRI *)',
  'cron(5,35 14 L JAN,JUL ? 2027)',
  'cron(15 10 ? * 6L 2026-2030)',
  'at(2026-11-23T10:00:00)',
])('Scheduler takes %s', (expression) => {
  expect(complaintAbout(expression)).toBeNull();
});

test.each([
  'rate(one hour)',
  'rate(1 hours)',
  'rate(2 hour)',
  'rate(0 minutes)',
  'rate(15 seconds)',
  'rate(15minutes)',
  'cron(0/15 * * * *)',
  'cron(0/15 * * * * *)',
  'cron(0 10 ? * ? *)',
  'cron(60 * * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0 0 32 * ? *)',
  'cron(0 10 ? * MOO *)',
  'cron(0/0 * * * ? *)',
  'cron(0/15/2 * * * ? *)',
  'every 15 minutes',
  'at(tomorrow)',
])('Scheduler refuses %s', (expression) => {
  expect(complaintAbout(expression)).toEqual(expect.any(String));
});
