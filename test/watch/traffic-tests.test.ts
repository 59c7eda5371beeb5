import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import type { QueuedTest } from '../../lib/watch/test-message.ts';
import { trafficTests } from '../../lib/watch/traffic-tests.ts';
import { handClock } from '../hand-clock.ts';
import { noted } from '../noted-invocation.ts';

const FIVE_MINUTES_MS = 300_000;

function world() {
  const clock = handClock();
  const queued: QueuedTest[] = [];
  const queue = { send: async (tests: readonly QueuedTest[]) => void queued.push(...tests) };
  let opened = 0;
  const openQueue = () => {
    opened += 1;
    return queue;
  };
  const queueTest = trafficTests(openQueue, clock, () => 'run-1');
  const invocation = noted(clock.now());
  return { clock, queue, queued, opened: () => opened, invocation, report: (id: string) => queueTest(id, invocation) };
}

describe('a connection whose credential is dead', () => {
  it('is queued for a test at once', async () => {
    const { clock, queued, report } = world();
    await report('acme');
    expect(queued).toEqual([
      {
        message: {
          connectionId: 'acme',
          runId: 'run-1',
          scheduledTime: new Date(clock.now()).toISOString(),
          trigger: 'traffic',
        },
        delaySeconds: 0,
      },
    ]);
  });

  it('opens the queue when it is the first, and for no other', async () => {
    const { opened, report } = world();
    expect(opened()).toBe(0);
    await report('acme');
    await report('acme-2');
    expect(opened()).toBe(1);
  });

  it('is queued once in five minutes, to the millisecond, and each connection by itself', async () => {
    const { clock, queued, report } = world();
    await report('acme');
    clock.jump(FIVE_MINUTES_MS - 1);
    await report('acme');
    await report('acme-2');
    expect(queued).toHaveLength(2);
    clock.jump(1);
    await report('acme');
    expect(queued).toHaveLength(3);
  });

  it('is queued once by callers who come at the same moment', async () => {
    const { queued, report } = world();
    await Promise.all(Array.from({ length: 50 }, () => report('acme')));
    expect(queued).toHaveLength(1);
  });

  it('is queued again when the clock was set back', async () => {
    const { clock, queued, report } = world();
    await report('acme');
    clock.jump(-3_600_000);
    await report('acme');
    expect(queued).toHaveLength(2);
  });

  it('when the queue does not take it, is logged, and queued by the next who meets it', async () => {
    const { queue, queued, invocation, report } = world();
    const send = queue.send;
    queue.send = () => Promise.reject(new AwsServiceError('sqs:SendMessage', 'AccessDenied'));
    await report('acme');
    expect(invocation.lines).toEqual([['unavailable', { action: 'sqs:SendMessage', reason: 'AccessDenied' }]]);
    queue.send = send;
    await report('acme');
    expect(queued).toHaveLength(1);
  });
});
