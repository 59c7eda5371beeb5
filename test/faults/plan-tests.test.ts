import { expect } from 'vitest';
import type { Route, WithoutService } from './aws-cells.ts';
import { describeMatrix } from './describe-matrix.ts';
import { runEnding } from './ending.ts';
import { settingsOf } from './marked-connection.ts';
import type { Cell } from './matrix.ts';

const whole: Cell = {
  what: 'a run over the whole fleet',
  prepared: 'absent',
  event: () => ({ all: true }),
  check: ({ invoked }) => expect(runEnding(invoked)).toEqual({ threw: null }),
  checkAgain: ({ invoked }) => expect(runEnding(invoked)).toEqual({ threw: null }),
};

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
  given: ({ world }) => world.save('the-only-one', settingsOf('cell-0000')),
});
