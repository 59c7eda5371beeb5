import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { contract } from './contract.ts';
import { motoDeviations } from './moto-deviations.ts';

const foreign = process.env.CONTRACT_AWS_ENDPOINT;

/** `CONTRACT_AWS_ENDPOINT` holds the contract against other services, where time passes only by waiting. */
if (foreign)
  describe(`the services at ${foreign}`, () => {
    contract({
      endpoint: () => foreign,
      advance: (ms) => setTimeout(ms),
      receiveWaiting: () => setTimeout(500),
      deviations: motoDeviations,
    });
  });
else
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
