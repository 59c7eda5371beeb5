import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { contract } from '../local-aws/contract.ts';
import { motoDeviations } from '../local-aws/moto-deviations.ts';
import { type Moto, startMoto } from './moto/moto.ts';
import { installPython } from './tools/python.ts';

/** What our own AWS services are held to, held against moto as it comes, where time passes only by waiting. */
describe('moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto(await installPython(), 'plain');
  });
  afterAll(() => moto.close());

  contract({
    endpoint: () => moto.endpoint,
    advance: (ms) => setTimeout(ms),
    receiveWaiting: () => setTimeout(500),
    deviations: motoDeviations,
    withoutLocks: true,
  });
});
