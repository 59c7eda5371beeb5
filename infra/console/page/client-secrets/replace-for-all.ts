/** Replaces a client secret on every connection that shares it: the call is repeated while it gets on. */
import {
  advanced,
  begun,
  getsOn,
  type Replacement,
  type Replacements,
} from '../../../client-secret-rotation/rotation.ts';
import type { Answer } from '../api/call.ts';
import type { Problem } from '../api/problem.ts';

export interface ReplacementProgress {
  /** Dealt with so far, each once. */
  readonly dealtWith: readonly Replacement[];
  /** Null before the first answer. */
  readonly remaining: number | null;
  readonly over: boolean;
  /** Why it stopped before its end; a repeat goes on from there. */
  readonly problem: Problem | null;
}

export const NOT_BEGUN: ReplacementProgress = { dealtWith: [], remaining: null, over: false, problem: null };

/** Ends when nothing remains, when a repeat would change nothing, and after the call under way once nobody wants it. */
export async function replaceForAll(
  call: () => Promise<Answer<Replacements>>,
  isWanted: () => boolean,
  onProgress: (progress: ReplacementProgress) => void,
): Promise<void> {
  let rotation = begun;
  let over = false;
  while (!over) {
    const answer = await call();
    if (answer.ok) rotation = advanced(rotation, answer.value);
    const { outcomes, remaining } = rotation;
    over = !answer.ok || remaining === 0 || !getsOn(rotation) || !isWanted();
    onProgress({
      dealtWith: [...outcomes.values()],
      remaining: answer.ok ? remaining : null,
      over,
      problem: answer.ok ? null : answer.problem,
    });
  }
}
