import { expect } from 'vitest';
import type { Route, WithoutService } from './aws-cells.ts';
import { describeMatrix } from './describe-matrix.ts';
import { runEnding } from './ending.ts';
import { settingsOf } from './marked-connection.ts';
import type { Cell, Observation } from './matrix.ts';

const CONNECTION_ID = 'the-only-one';

const whole: Cell = {
  what: 'a run over the whole fleet',
  prepared: 'absent',
  event: (runId) => ({ all: true, runId }),
  check: (observed) => expectWhole(observed),
  checkAgain(healthy, faulty) {
    expectWhole(healthy);
    // Those of the run that met the fault are there, too. One whose time was over goes on by itself: its own may come later.
    const wasOver = faulty.invoked.error?.name === 'TimeoutError';
    expect(healthy.messages.length - faulty.messages.length).toBeOneOf(wasOver ? [1, 2] : [1]);
  },
};

function expectWhole({ invoked, messages, metrics }: Observation): void {
  expect(runEnding(invoked)).toEqual({ threw: null });
  expect(messages).not.toEqual([]);
  expect(messages).toMatchObject(messages.map(() => ({ connectionId: CONNECTION_ID, trigger: 'schedule' })));
  expect(metrics).toMatchObject({ RunCompleted: 1, ConnectionsKnown: 1 });
}

const withoutService: WithoutService = (role, timedOut, invoked) => {
  if (timedOut) expect(invoked.error?.name).toBe('TimeoutError');
  else expect(runEnding(invoked)).toEqual({ threw: role === 'needed' ? 'AwsServiceError' : null });
};

const routes: readonly Route[] = [
  {
    cell: whole,
    calls: [
      ['secretsmanager.ListSecrets', 'needed', 'of everybody'],
      ['sqs.SendMessageBatch', 'needed', 'of everybody'],
      // The fleets that are failing: the next run judges them again.
      ['dynamodb.Query', 'unneeded', 'of everybody'],
      ['dynamodb.BatchGetItem', 'needed', 'of everybody'],
    ],
    expectWithout: withoutService,
  },
];

describeMatrix({
  name: 'plan-tests',
  cells: [],
  routes,
  given: ({ world }) => world.save(CONNECTION_ID, settingsOf('cell-0000')),
});
