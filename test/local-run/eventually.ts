import { vi } from 'vitest';

/** Waits until `check` no longer throws. The limit is for what never comes, however slow the machine. */
export function eventually(check: () => unknown): Promise<void> {
  return vi.waitFor(async () => void (await check()), { timeout: 50_000, interval: 20 });
}
