import { expect } from 'vitest';
import type { Sent } from './faulty-amazon.ts';
import type { Sendings } from './promised-tests.ts';

export function expectSent(sent: Sent, promised: Sendings): void {
  for (const kind of ['lwa', 'spApi', 'evidence'] as const) {
    const [from, to] = promised[kind];
    expect(sent[kind], `requests of the kind ${kind}`).toBeGreaterThanOrEqual(from);
    expect(sent[kind], `requests of the kind ${kind}`).toBeLessThanOrEqual(to);
  }
}
