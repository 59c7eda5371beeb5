/** EventBridge Scheduler for one schedule: fires by the clock and fills in what the target's input asks for. */
import { randomBytes } from 'node:crypto';
import type { Timers } from './timers.ts';

export interface SchedulerOptions {
  /** `cron(0/15 * * * ? *)`: some minutes of every hour. The local run knows no other kind. */
  readonly expression: string;
  /** JSON text that may hold `<aws.scheduler.scheduled-time>` and `<aws.scheduler.execution-id>`. */
  readonly input: string;
  readonly timers: Timers;
  invoke(event: unknown): Promise<unknown>;
}

export interface Scheduler {
  close(): void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Throws for an expression of another kind. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { timers } = options;
  const minutes = minutesOf(options.expression);
  let callOff = () => {};

  function waitForNext(): void {
    const dueAt = nextTime(minutes, timers.now());
    callOff = timers.after(dueAt - timers.now(), () => {
      void options.invoke(JSON.parse(filledIn(options.input, dueAt)));
      waitForNext();
    });
  }
  waitForNext();
  return { close: () => callOff() };
}

/** The minutes of an hour at which the expression fires. */
function minutesOf(expression: string): readonly number[] {
  const [, start, step] = /^cron\((\d{1,2})(?:\/(\d{1,2}))? \* \* \* \? \*\)$/.exec(expression) ?? [];
  const minutes = Array.from({ length: 60 }, (_, minute) => minute).filter((minute) =>
    step === undefined
      ? minute === Number(start)
      : minute >= Number(start) && (minute - Number(start)) % Number(step) === 0,
  );
  if (minutes.length === 0) throw new Error(`The local run cannot keep the schedule ${expression}`);
  return minutes;
}

/** The first such minute after the time given, epoch milliseconds. */
function nextTime(minutes: readonly number[], after: number): number {
  const hour = Math.floor(after / HOUR_MS) * HOUR_MS;
  const candidates = [hour, hour + HOUR_MS].flatMap((from) => minutes.map((minute) => from + minute * MINUTE_MS));
  return Math.min(...candidates.filter((time) => time > after));
}

function filledIn(input: string, scheduledAt: number): string {
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', `${new Date(scheduledAt).toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.execution-id>', randomBytes(8).toString('hex'));
}
