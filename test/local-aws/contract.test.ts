import { afterAll, beforeAll, describe } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { contract } from './contract.ts';

describe('the local AWS services', () => {
  let aws: LocalAws;
  let now = Date.UTC(2026, 0, 1, 12);
  beforeAll(async () => {
    aws = await startLocalAws({ clock: () => now });
  });
  afterAll(() => aws.close());

  contract({
    endpoint: () => aws.endpoint,
    async advance(ms) {
      now += ms;
      aws.wake();
    },
    receiveWaiting: () => aws.receiveWaiting(),
    deviations: {
      'a refused write tells the item that was there when it is asked to':
        'dynalite 4.0.0 does not know ReturnValuesOnConditionCheckFailure',
    },
  });
});
