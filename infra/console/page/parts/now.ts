import { signal } from '@preact/signals';

const STEP_MS = 15_000;

/** Epoch milliseconds, often enough for texts like "3 min ago". */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, STEP_MS);
