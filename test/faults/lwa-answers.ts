/** Everything that Login with Amazon may answer to a token exchange, and how it is to be understood. */
import type { DiagnosisCode } from '../../lib/connection-test/diagnosis-code.ts';
import { NETWORK } from './network-faults.ts';
import type { WireAnswer } from './wire-answer.ts';

export interface Understood {
  readonly outcome: 'passed' | 'failed' | 'inconclusive';
  /** Null when it passed without remark. */
  readonly code: DiagnosisCode | null;
}

export interface AnswerRow extends Understood {
  readonly what: string;
  readonly answer: WireAnswer;
}

const issued = { access_token: '{token}', refresh_token: '{sent}', token_type: 'bearer', expires_in: 3_600 };
const error = (name: string) => ({ error: name, error_description: 'Wrong: {sent}', request_id: '{sent}' });
const large = 'x'.repeat(66_000);
const html = '<html><body>{sent}</body></html>';

/** The tuples of a group have its outcome and code in common. */
function group(outcome: Understood['outcome'], code: DiagnosisCode | null, answers: readonly [string, WireAnswer][]) {
  return answers.map(([what, answer]): AnswerRow => ({ what: `LWA ${what}`, answer, outcome, code }));
}

export const HEALTHY_LWA: AnswerRow = {
  what: 'LWA 200 with a token',
  answer: { status: 200, body: issued },
  outcome: 'passed',
  code: null,
};

const refused = (code: DiagnosisCode, name: string, status: number) =>
  group('failed', code, [
    [`${status} ${name}`, { status, body: error(name) }],
    [`${status} ${name.toUpperCase()}`, { status, body: error(name.toUpperCase()) }],
  ]);

/** One row for each answer that Amazon is known to give, and for what comes near it. */
export const LWA_ANSWERS: readonly AnswerRow[] = [
  HEALTHY_LWA,
  ...group('passed', null, [
    ['200 with digits for expires_in', { status: 200, body: { ...issued, expires_in: '3600' } }],
    ['200 compressed', { status: 200, body: issued, gzip: true }],
    ['200 called HTML', { status: 200, body: issued, headers: { 'content-type': 'text/html' } }],
    ['200 after a byte-order mark', { status: 200, body: issued, byteOrderMark: true }],
  ]),
  ...group('inconclusive', 'unexpected_response', [
    ['200 without a token', { status: 200, body: { ...issued, access_token: undefined } }],
    ['200 with an empty token', { status: 200, body: { ...issued, access_token: '' } }],
    ['200 with a token in a list', { status: 200, body: { ...issued, access_token: ['{token}'] } }],
    ['200 without expires_in', { status: 200, body: { ...issued, expires_in: undefined } }],
    ['200 with expires_in 0', { status: 200, body: { ...issued, expires_in: 0 } }],
    ['200 with a negative expires_in', { status: 200, body: { ...issued, expires_in: '-1' } }],
    ['200 of HTML', { status: 200, body: html, headers: { 'content-type': 'text/html' } }],
    ['200 of bytes', { status: 200, body: Buffer.from([0x7b, 0x22, 0xff, 0x00, 0xfe]) }],
    ['200 of null', { status: 200, body: 'null' }],
    ['200 of nothing', { status: 200 }],
    ['200 that is too large', { status: 200, body: { ...issued, padding: large } }],
    ['201 with a token', { status: 201, body: issued }],
    ['204', { status: 204 }],
    ['302', { status: 302, body: error('{sent}'), headers: { location: 'https://elsewhere.example/' } }],
    ['400 of an unknown error', { status: 400, body: error('{sent}') }],
    ['400 with a number for an error', { status: 400, body: { error: 5, error_description: '{sent}' } }],
    ['400 that is too large', { status: 400, body: { ...error('invalid_grant'), padding: large } }],
    ['403 of HTML', { status: 403, body: html, headers: { 'content-type': 'text/html' } }],
    ['404 of nothing', { status: 404 }],
  ]),
  ...group('inconclusive', 'amazon_unavailable', [
    ['500 server_error', { status: 500, body: error('server_error') }],
    ['500 that is too large', { status: 500, body: large }],
    ['502 of HTML', { status: 502, body: html }],
    ['503 temporarily_unavailable', { status: 503, body: error('temporarily_unavailable') }],
    ['503 invalid_grant', { status: 503, body: error('invalid_grant') }],
    ['504 of nothing', { status: 504 }],
    ['400 server_error', { status: 400, body: error('server_error') }],
    ['400 ServerError', { status: 400, body: error('ServerError') }],
    ['400 temporarily_unavailable', { status: 400, body: error('temporarily_unavailable') }],
  ]),
  ...group('inconclusive', 'throttled', [
    ['429', { status: 429, body: error('slow_down') }],
    ['429 of HTML', { status: 429, body: html }],
    ['429 invalid_client', { status: 429, body: error('invalid_client') }],
  ]),
  ...refused('client_rejected', 'invalid_client', 401),
  ...refused('refresh_token_rejected', 'invalid_grant', 400),
  ...refused('client_token_mismatch', 'unauthorized_client', 400),
  ...refused('client_blocked', 'access_denied', 403),
  ...refused('request_refused', 'invalid_request', 400),
  ...refused('request_refused', 'unsupported_grant_type', 400),
  ...refused('request_refused', 'invalid_scope', 400),
  ...NETWORK.map(
    ({ fault, code }): AnswerRow => ({ what: `LWA ${fault}`, answer: fault, outcome: 'inconclusive', code }),
  ),
];
