/** What the Tokens API may answer, and what is to become of it for whoever asks for a restricted data token. */
import type { ApiEnding } from './ending.ts';
import { NETWORK } from './network-faults.ts';
import { type Range, sendings } from './promised-tests.ts';
import { promisedToken } from './promised-tokens.ts';
import type { WireAnswer } from './wire-answer.ts';

export interface RestrictedRow {
  readonly what: string;
  readonly answer: WireAnswer;
  readonly ending: Partial<ApiEnding>;
  readonly sent: Range;
  /** A seller token that is called stale is exchanged once more, and shown once more. */
  readonly exchanges: 1 | 2;
  readonly isDead?: true;
}

const issued = { restrictedDataToken: '{token}', expiresIn: 3_600 };
const errors = (details: string, message = 'No: {sent}') => ({ errors: [{ code: '{sent}', message, details }] });
const html = '<html><body>{sent}</body></html>';

const OK = { status: 200, code: null };
const REJECTED = { status: 502, code: 'amazon_rejected' };
const UNEXPECTED = { status: 502, code: 'amazon_unexpected' };
const UNAVAILABLE = { status: 503, code: 'amazon_unavailable', retryAfter: '10' };

function rows(ending: Partial<ApiEnding>, answers: readonly [string, WireAnswer][]): RestrictedRow[] {
  return answers.map(([what, answer]) => ({
    what: `Tokens API ${what}`,
    answer,
    ending,
    sent: sendings(answer, 1),
    exchanges: 1,
  }));
}

function stale(text: string): RestrictedRow {
  const [row] = rows({ ...REJECTED, diagnosis: 'access_token_rejected' }, [
    [`403 "${text}"`, { status: 403, body: errors(text) }],
  ]);
  if (!row) throw new Error('one row');
  return { ...row, sent: [2, 2], exchanges: 2 };
}

export const RESTRICTED_ANSWERS: readonly RestrictedRow[] = [
  ...rows(OK, [
    ['200 with a token', { status: 200, body: issued }],
    ['200 compressed', { status: 200, body: issued, gzip: true }],
    ['200 called HTML', { status: 200, body: issued, headers: { 'content-type': 'text/html' } }],
  ]),
  ...rows(UNEXPECTED, [
    ['200 without a token', { status: 200, body: { ...issued, restrictedDataToken: '' } }],
    ['200 without expiresIn', { status: 200, body: { ...issued, expiresIn: undefined } }],
    ['200 of HTML', { status: 200, body: html }],
    ['200 of nothing', { status: 200 }],
    ['201', { status: 201, body: issued }],
    ['302', { status: 302, body: errors(''), headers: { location: 'https://elsewhere.example/{token}' } }],
    ['404', { status: 404, body: errors('') }],
    ['415', { status: 415, body: errors('') }],
  ]),
  ...rows({ status: 400, code: 'invalid_request' }, [
    ['400', { status: 400, body: errors('{sent}', 'Application does not have access: {sent}') }],
  ]),
  ...rows({ ...REJECTED, diagnosis: 'access_refused' }, [
    ['401 without a reason', { status: 401, body: errors('') }],
    ['403 without a reason', { status: 403, body: errors('') }],
    ['403 of HTML', { status: 403, body: html }],
  ]),
  stale('The access token you provided has expired.'),
  stale('The access token you provided is revoked, malformed or invalid.'),
  ...rows({ ...REJECTED, diagnosis: 'client_secret_expired' }, [
    [
      '403 of an expired client secret',
      { status: 403, body: errors('The LWA secret token you provided has expired.') },
    ],
  ]).map((row) => ({ ...row, isDead: true as const })),
  ...rows({ status: 429, code: 'throttled', retryAfter: '10' }, [['429', { status: 429, body: errors('') }]]),
  ...rows(UNAVAILABLE, [
    ['500', { status: 500, body: errors('') }],
    ['503 of HTML', { status: 503, body: html }],
  ]),
  ...NETWORK.flatMap(({ fault, code }) => rows(promisedToken({ outcome: 'inconclusive', code }), [[fault, fault]])),
];
