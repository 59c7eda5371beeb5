/** What is promised of a test, whatever Amazon answers. */
import type { Sent } from './faulty-amazon.ts';
import type { FeedsRow } from './feeds-answers.ts';
import type { AnswerRow, Understood } from './lwa-answers.ts';
import { isNetworkFault, outlastsTime } from './network-faults.ts';
import type { WireAnswer } from './wire-answer.ts';

/** From and to, both included. */
export type Range = readonly [number, number];
export type Sendings = Readonly<Record<keyof Sent, Range>>;

/** Exchange: three tries, again after 429, 5xx and network trouble. */
const EXCHANGE_TRIES = 3;
const AGAIN_EXCHANGED: readonly unknown[] = ['throttled', 'amazon_unavailable', 'network_unreachable', 'timed_out'];
/** GET Feeds: two, but one where nobody waits for the answer; never again after a 429. */
const AGAIN_FED: readonly unknown[] = ['amazon_unavailable', 'network_unreachable', 'timed_out'];
const EVIDENCE_CALLS = 4;

export const NONE: Range = [0, 0];

/** A reset on a reused socket is repeated once on a fresh one beyond the tries; who never answers uses up the time for more. */
export function sendings(answer: WireAnswer, tries: number): Range {
  if (outlastsTime(answer)) return [1, tries];
  return isNetworkFault(answer) ? [tries, 2 * tries] : [tries, tries];
}

export function exchangeSendings({ answer, code }: AnswerRow): Range {
  return sendings(answer, AGAIN_EXCHANGED.includes(code) ? EXCHANGE_TRIES : 1);
}

export interface PromisedTest {
  readonly verdict: Understood['outcome'];
  readonly code: string | null;
  readonly outcomes: readonly [string, string];
  readonly sent: Sendings;
}

export function promisedTest(
  lwa: AnswerRow,
  feeds: FeedsRow,
  { feedsTries, seeksEvidence }: { readonly feedsTries: number; readonly seeksEvidence: boolean },
): PromisedTest {
  const exchanged = exchangeSendings(lwa);
  if (lwa.outcome !== 'passed') {
    return {
      verdict: lwa.outcome,
      code: lwa.code,
      outcomes: [lwa.outcome, 'skipped'],
      sent: { lwa: exchanged, spApi: NONE, evidence: NONE },
    };
  }
  const sought = feeds.unsaid === true && seeksEvidence;
  const broken = Object.values(feeds.elsewhere ?? {}).some(isNetworkFault);
  return {
    verdict: feeds.outcome,
    code: feeds.unsaid && !seeksEvidence ? 'access_refused' : feeds.code,
    outcomes: ['passed', feeds.outcome],
    sent: {
      lwa: exchanged,
      spApi: sendings(feeds.answer, AGAIN_FED.includes(feeds.code) ? feedsTries : 1),
      evidence: sought ? [EVIDENCE_CALLS, broken ? 2 * EVIDENCE_CALLS : EVIDENCE_CALLS] : NONE,
    },
  };
}
