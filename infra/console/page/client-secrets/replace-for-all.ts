/** Replaces a client secret on every connection that shares it: the call is repeated until nothing remains. */
import type { Answer } from '../api/call.ts';
import type { Problem } from '../api/problem.ts';
import type { SecretReplacement, SecretReplacements } from '../api/shapes.ts';

export interface ReplacementProgress {
  /** Dealt with so far, each once. */
  readonly dealtWith: readonly SecretReplacement[];
  /** Null before the first answer. */
  readonly remaining: number | null;
  readonly over: boolean;
  /** Why it stopped before its end; a repeat goes on from there. */
  readonly problem: Problem | null;
}

export const NOT_BEGUN: ReplacementProgress = { dealtWith: [], remaining: null, over: false, problem: null };

export async function replaceForAll(
  call: () => Promise<Answer<SecretReplacements>>,
  onProgress: (progress: ReplacementProgress) => void,
): Promise<void> {
  const dealtWith = new Map<string, SecretReplacement>();
  for (;;) {
    const answer = await call();
    if (!answer.ok) {
      onProgress({ dealtWith: [...dealtWith.values()], remaining: null, over: true, problem: answer.problem });
      return;
    }
    const { connections, remaining } = answer.value;
    for (const replacement of connections) dealtWith.set(replacement.connectionId, replacement);
    onProgress({ dealtWith: [...dealtWith.values()], remaining, over: remaining === 0, problem: null });
    if (remaining === 0) return;
  }
}
