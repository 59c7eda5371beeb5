import { expect, it } from 'vitest';
import { Secret } from '../../lib/secret.ts';
import type { TokenFailure } from '../../lib/token/token-failure.ts';
import { createTokenMemory } from '../../lib/token/token-memory.ts';
import { handClock } from '../hand-clock.ts';

const throttled: TokenFailure = { kind: 'inconclusive', code: 'throttled', amazonRequestId: null };

it('a token ends the cool-down of the failure before it, also for who asks for a longer life than it has', () => {
  const clock = handClock();
  const memory = createTokenMemory(clock);
  memory.coolDown('key', throttled);
  expect(memory.failure('key')).toBe(throttled);
  memory.keep('key', { token: new Secret('token'), expiresAt: clock.now() + 30_000 });
  expect(memory.token('key', 60)).toBeNull();
  expect(memory.failure('key')).toBeNull();
});
