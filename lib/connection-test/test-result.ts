/** A test as the API answers it, the table keeps it and the events cite it. Others read its shape (`infra/openapi.json`). */
import type { EndpointName } from '../amazon/endpoints.ts';
import type { AmazonError } from '../amazon/exchange.ts';
import type { Setting } from '../connection/settings.ts';
import type { SettingsWarning } from '../connection/warnings.ts';
import type { DiagnosisCode } from './diagnosis-code.ts';

export const TRIGGERS = ['schedule', 'confirm', 'manual', 'save', 'unsaved', 'traffic'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** `inconclusive`: Amazon, the network or a quota; there is nothing to correct. */
export type Verdict = 'passed' | 'failed' | 'inconclusive';

export interface RequestReport {
  readonly name: 'token-exchange' | 'get-feeds';
  readonly method: 'POST' | 'GET';
  readonly url: string;
  /** What Amazon said; `skipped` when the request before it did not pass. */
  readonly outcome: 'passed' | 'failed' | 'inconclusive' | 'skipped';
  readonly status: number | null;
  readonly latencyMs: number | null;
  readonly attempts: number;
  readonly requestId: string | null;
  readonly error: AmazonError | null;
}

export interface Evidence {
  readonly call: 'get-feeds' | 'second-opinion';
  readonly endpoint: EndpointName;
  /** Null without an answer. */
  readonly status: number | null;
}

export interface Diagnosis {
  readonly code: DiagnosisCode;
  readonly settings: readonly Setting[];
  readonly summary: string;
  readonly remedy: string;
  readonly reference: string;
  readonly evidence: readonly Evidence[];
}

export interface TestResult {
  /** Unique, and sorts by time. */
  readonly testId: string;
  readonly connectionId: string | null;
  readonly version: string | null;
  readonly trigger: Trigger;
  readonly endpoint: EndpointName;
  readonly verdict: Verdict;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly requests: readonly [tokenExchange: RequestReport, getFeeds: RequestReport];
  readonly diagnosis: Diagnosis | null;
  readonly warnings: readonly SettingsWarning[];
}
