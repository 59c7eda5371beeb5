import * as z from 'zod/mini';
import { ENDPOINT_NAMES } from '../amazon/endpoints.ts';
import { readJson } from '../json.ts';
import { DIAGNOSIS_CODES } from './diagnosis-code.ts';
import { type TestResult, TRIGGERS } from './test-result.ts';

const nullableText = z.nullable(z.string());

/** What is kept of an error of Amazon's. */
export const amazonErrorSchema = z.object({ code: z.string(), message: z.string(), details: z.string() });

const requestReport = <Name extends string, Method extends string>(name: Name, method: Method) =>
  z.object({
    name: z.literal(name),
    method: z.literal(method),
    url: z.string(),
    outcome: z.enum(['passed', 'failed', 'inconclusive', 'skipped']),
    status: z.nullable(z.number()),
    latencyMs: z.nullable(z.number()),
    attempts: z.number(),
    requestId: nullableText,
    error: z.nullable(amazonErrorSchema),
  });

export const evidenceSchema = z.object({
  call: z.enum(['get-feeds', 'second-opinion']),
  endpoint: z.enum(ENDPOINT_NAMES),
  status: z.nullable(z.number()),
});

export const diagnosisSchema = z.object({
  code: z.enum(DIAGNOSIS_CODES),
  settings: z.array(z.enum(['endpoint', 'lwaClientId', 'lwaClientSecret', 'lwaRefreshToken', 'permissions'])),
  summary: z.string(),
  remedy: z.string(),
  reference: z.string(),
  evidence: z.array(evidenceSchema),
});

export const warningSchema = z.object({ field: z.string(), code: z.string(), detail: z.string() });

/** TestResult as it is stored and answered. Readers ignore unknown keys. */
export const testResultSchema = z.object({
  testId: z.string(),
  connectionId: nullableText,
  version: nullableText,
  trigger: z.enum(TRIGGERS),
  endpoint: z.enum(ENDPOINT_NAMES),
  verdict: z.enum(['passed', 'failed', 'inconclusive']),
  startedAt: z.string(),
  durationMs: z.number(),
  requests: z.tuple([requestReport('token-exchange', 'POST'), requestReport('get-feeds', 'GET')]),
  diagnosis: z.nullable(diagnosisSchema),
  warnings: z.array(warningSchema),
});

/** Null for a text that is no test result. */
export function parseTestResult(text: string): TestResult | null {
  const parsed = z.safeParse(testResultSchema, readJson(text)?.value);
  return parsed.success ? parsed.data : null;
}
