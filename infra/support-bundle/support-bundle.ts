/**
 * What Amazon's developer support asks for, ready to paste into a case: the request ids, times and host of both requests of a
 * test, each request and answer with everything secret left out, and the last results. Pure, and without Node: a browser makes
 * it, too.
 */
import { type EndpointName, endpointOf } from '../../lib/amazon/endpoints.ts';
import type { TestResult } from '../../lib/connection-test/test-result.ts';
import { requestText } from './request-text.ts';
import { shown } from './shown.ts';

/** What a bundle tells of a connection. */
export interface BundledConnection {
  readonly connectionId: string;
  readonly endpoint: EndpointName | null;
  readonly lwaClientId: string | null;
  readonly accountType: string | null;
  readonly state: string;
  readonly stateSince: string | null;
}

/** What a bundle tells of a test. */
export type BundledTest = Pick<
  TestResult,
  'testId' | 'startedAt' | 'durationMs' | 'endpoint' | 'verdict' | 'requests' | 'diagnosis'
>;

/**
 * `tests`: newest first, as the history answers them. The case is about the newest that did not pass; when all passed, about
 * the newest.
 */
export function supportBundle(connection: BundledConnection, tests: readonly BundledTest[]): string {
  const test = tests.find(({ verdict }) => verdict !== 'passed') ?? tests[0];
  const about =
    test === undefined
      ? ['This connection has not been tested yet.']
      : [...subject(test), ...requests(test, connection)];
  return [...heading(connection, test), '', ...about, ...lastResults(tests), ''].join('\n');
}

function heading(connection: BundledConnection, test: BundledTest | undefined): string[] {
  const name = test?.endpoint ?? connection.endpoint;
  const endpoint = name && endpointOf(name);
  const facts: [string, string | null][] = [
    ['LWA client id', connection.lwaClientId],
    ['Account type', connection.accountType],
    ['Endpoint', endpoint && `${endpoint.title} (${endpoint.host})`],
    ['State', connection.stateSince === null ? connection.state : `${connection.state} since ${connection.stateSince}`],
  ];
  const title = `Selling Partner API: connection ${shown(connection.connectionId)}`;
  return [title, '='.repeat(title.length), '', ...facts.flatMap(([fact, value]) => (value ? [line(fact, value)] : []))];
}

function subject({ testId, startedAt, verdict, diagnosis, durationMs }: BundledTest): string[] {
  return [
    line('Test', `${testId}, begun ${startedAt}, ${Math.round(durationMs)} ms`),
    line('Verdict', diagnosis ? `${verdict}, ${diagnosis.code}` : verdict),
    ...(diagnosis ? [line('Summary', diagnosis.summary)] : []),
    ...(diagnosis?.evidence ?? []).map(({ call, endpoint, status }) =>
      line('Evidence', `${call} on ${endpoint}: ${status ?? 'no answer'}`),
    ),
  ];
}

function requests(test: BundledTest, connection: BundledConnection): string[] {
  return test.requests.flatMap((request, index) => {
    const headline = `Request ${index + 1} of 2: ${request.name}, ${request.outcome}`;
    const sent = requestText(request.name, connection.lwaClientId ?? '', test.endpoint);
    const body = request.outcome === 'skipped' ? ['It was not sent.'] : [...sent, '', ...answer(request)];
    return ['', headline, '-'.repeat(headline.length), ...body];
  });
}

function answer(request: BundledTest['requests'][number]): string[] {
  const { status, latencyMs, attempts, requestId, error } = request;
  const tries = attempts === 1 ? '' : `, ${attempts} attempts`;
  return [
    line('Host', new URL(request.url).host),
    line('Request id', requestId ?? 'none'),
    line('Answer', `${status ?? 'none'}${latencyMs === null ? '' : ` after ${Math.round(latencyMs)} ms`}${tries}`),
    ...words('Error', error?.code),
    ...words('Message', error?.message),
    ...words('Details', error?.details),
  ];
}

/** What Amazon did not say needs no line. */
function words(fact: string, value: string | undefined): string[] {
  return value ? [line(fact, value)] : [];
}

function lastResults(tests: readonly BundledTest[]): string[] {
  if (tests.length === 0) return [];
  const headline = 'Last results, newest first';
  const rows = tests.map(({ startedAt, verdict, diagnosis, requests: [exchange, feeds] }) => {
    const ids = [exchange, feeds].map(({ status, requestId }) => `${status ?? '–'} ${shown(requestId ?? '–')}`);
    return `${shown(startedAt)}  ${verdict}${diagnosis ? `, ${diagnosis.code}` : ''}  token-exchange ${ids[0]}  get-feeds ${ids[1]}`;
  });
  return ['', headline, '-'.repeat(headline.length), ...rows];
}

function line(fact: string, value: string): string {
  return `${`${fact}:`.padEnd(15)}${shown(value)}`.trimEnd();
}
