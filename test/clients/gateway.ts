/**
 * The local front with what it leaves to API Gateway: only signed requests come in. Behind it are the functions for tokens
 * and operations as they are deployed, and the simulated Amazon.
 */
import { startHttpFront } from '../../infra/local-run/http-front.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import { templateFunctions } from '../../infra/template/functions.ts';
import { readTemplate } from '../../infra/template/template.ts';
import { type LocalWorld, startLocalWorld } from '../functions/local-world.ts';
import { type SignedFront, startSignedFront } from './signed-front.ts';

export interface Gateway extends Omit<SignedFront, 'close'> {
  readonly world: LocalWorld;
  close(): Promise<void>;
}

export async function startGateway(): Promise<Gateway> {
  const world = await startLocalWorld();
  const described = templateFunctions(readTemplate()).filter(({ name }) =>
    ['operations', 'access-tokens'].includes(name),
  );
  const routes = await Promise.all(
    described.map(async (fn) => {
      const bundle = await world.load(fn.name);
      const invoke = async (event: unknown) => {
        const { result, error } = await bundle.invoke(event);
        return error ? { error: { errorType: error.name, errorMessage: error.text } } : { result };
      };
      return fn.routes.map((route) => ({ ...route, invoke }));
    }),
  );
  const front = await startHttpFront({ routes: routes.flat(), documents: {}, port: 0, timers: systemTimers });

  const signed = await startSignedFront(front.origin);
  return {
    ...signed,
    world,
    async close() {
      signed.close();
      await front.close();
      await world.close();
    },
  };
}
