import { setTimeout } from 'node:timers/promises';
import type { Clock } from './time.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (delayMs) => setTimeout(delayMs),
};
