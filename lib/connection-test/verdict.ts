/** Recorded answers in, verdict out. Pure: every row of Amazon's facts is held by a table test. */
import type { Endpoint } from '../amazon/endpoints.ts';
import type { FeedsReading } from '../amazon/feeds.ts';
import type { TokenExchangeReading } from '../amazon/lwa.ts';
import { diagnose } from './diagnosis.ts';
import type { DiagnosisCode } from './diagnosis-code.ts';
import { type GatheredEvidence, judgeEvidence, reportEvidence } from './evidence.ts';
import type { Diagnosis, Verdict } from './test-result.ts';

export interface Circumstances {
  readonly endpoint: Endpoint;
  /** False: the application does not need Feeds, so proven credentials are enough. */
  readonly expectFeeds: boolean;
  readonly lastPassedAt: string | null;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly diagnosis: Diagnosis | null;
}

/** Request 1 did not pass, so request 2 was not sent. */
export function judgeTokenExchange(
  exchange: Exclude<TokenExchangeReading, { outcome: 'passed' }>,
  { endpoint, lastPassedAt }: Circumstances,
): Judged {
  const diagnosis = diagnose(exchange.code, { endpoint, lastPassedAt, at: 'token-exchange', evidence: [] });
  return { verdict: exchange.outcome, diagnosis };
}

/** Request 1 passed; `evidence` is empty when none was sought. */
export function judgeFeeds(
  feeds: FeedsReading,
  evidence: readonly GatheredEvidence[],
  { endpoint, expectFeeds, lastPassedAt }: Circumstances,
): Judged {
  const findings = { endpoint, lastPassedAt, at: 'get-feeds', evidence: reportEvidence(evidence) } as const;
  switch (feeds.outcome) {
    case 'passed':
      return { verdict: 'passed', diagnosis: feeds.remark ? diagnose(feeds.remark, findings) : null };
    case 'inconclusive':
      return { verdict: 'inconclusive', diagnosis: diagnose(feeds.code, findings) };
    case 'failed': {
      const judgement = feeds.cause ? { code: feeds.cause } : judgeEvidence(evidence);
      const accepting = 'accepting' in judgement ? judgement.accepting : undefined;
      return {
        verdict: !expectFeeds && isAboutFeedsOnly(judgement.code) ? 'passed' : 'failed',
        diagnosis: diagnose(judgement.code, { ...findings, accepting }),
      };
    }
  }
}

function isAboutFeedsOnly(code: DiagnosisCode): boolean {
  return code === 'feeds_permission_missing' || code === 'access_refused';
}
