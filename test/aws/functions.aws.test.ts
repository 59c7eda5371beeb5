/**
 * The deployed functions as Lambda would run them, each in a role that bites: all that works in the one deployed stack, one
 * after the other. The rights come last: they are held to all that was called.
 */
import { afterAll, beforeAll } from 'vitest';
import { type EmulatedWorld, startEmulatedWorld } from './emulator/emulated-world.ts';
import { environments } from './functions/environments.ts';
import { rights } from './functions/rights.ts';
import { everyRoute } from './functions/routes.ts';
import { wholeStory } from './functions/story.ts';

let world: EmulatedWorld;
beforeAll(async () => {
  world = await startEmulatedWorld();
});
afterAll(() => world.close());

everyRoute(() => world);
wholeStory(() => world);
environments(() => world);
rights(() => world);
