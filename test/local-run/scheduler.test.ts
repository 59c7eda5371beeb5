import { describe, expect, it } from 'vitest';
import { startScheduler } from '../../infra/local-run/scheduler.ts';
import { manualTimers } from './manual-timers.ts';

const INPUT = '{"scheduledTime": "<aws.scheduler.scheduled-time>", "runId": "<aws.scheduler.execution-id>"}';
const MINUTE_MS = 60_000;

function start(at: string, expression = 'cron(0/15 * * * ? *)') {
  const timers = manualTimers(Date.parse(at));
  const events: { scheduledTime: string; runId: string }[] = [];
  const scheduler = startScheduler({
    expression,
    input: INPUT,
    timers,
    invoke: async (event) => events.push(event as { scheduledTime: string; runId: string }),
  });
  return { timers, scheduler, events, times: () => events.map((event) => event.scheduledTime) };
}

describe('the schedule', () => {
  it('fires at each quarter of an hour, with the time and an id of its own in the input', () => {
    const { timers, events, times } = start('2026-11-23T23:31:07.123Z');
    timers.advance(13 * MINUTE_MS);
    expect(events).toEqual([]);
    timers.advance(47 * MINUTE_MS);
    expect(times()).toEqual([
      '2026-11-23T23:45:00Z',
      '2026-11-24T00:00:00Z',
      '2026-11-24T00:15:00Z',
      '2026-11-24T00:30:00Z',
    ]);
    expect(new Set(events.map((event) => event.runId)).size).toBe(4);
  });

  it('does not fire twice for one time when it begins just then', () => {
    const { timers, times } = start('2026-11-23T10:00:00.000Z');
    timers.advance(15 * MINUTE_MS);
    expect(times()).toEqual(['2026-11-23T10:15:00Z']);
  });

  it('can begin after the full hour, and can be one minute of it', () => {
    const late = start('2026-11-23T10:00:00Z', 'cron(5/30 * * * ? *)');
    late.timers.advance(60 * MINUTE_MS);
    expect(late.times()).toEqual(['2026-11-23T10:05:00Z', '2026-11-23T10:35:00Z']);
    const hourly = start('2026-11-23T10:00:00Z', 'cron(7 * * * ? *)');
    hourly.timers.advance(120 * MINUTE_MS);
    expect(hourly.times()).toEqual(['2026-11-23T10:07:00Z', '2026-11-23T11:07:00Z']);
  });

  it('fires no more once it is closed', () => {
    const { timers, scheduler, events } = start('2026-11-23T10:00:00Z');
    scheduler.close();
    timers.advance(60 * MINUTE_MS);
    expect(events).toEqual([]);
    expect(timers.nextInMs()).toBeNull();
  });

  it.each(['rate(15 minutes)', 'cron(0 12 * * ? *)', 'cron(60 * * * ? *)', ''])(
    'is refused by name when it is %j',
    (expression) => {
      expect(() => start('2026-11-23T10:00:00Z', expression)).toThrow(`cannot keep the schedule ${expression}`);
    },
  );
});
