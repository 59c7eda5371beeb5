/** Everything that GET Feeds may answer, and how it is to be understood. */
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import type { DiagnosisCode } from '../../lib/connection-test/diagnosis-code.ts';
import type { AnswerRow, Understood } from './lwa-answers.ts';
import { NETWORK } from './network-faults.ts';
import type { WireAnswer } from './wire-answer.ts';

/** What is asked when Amazon refuses without a reason. */
export type Elsewhere = 'eu' | 'fe' | 'na-sandbox' | 'second-opinion';

export interface FeedsRow extends AnswerRow {
  /** `na` unless said. */
  readonly endpoint?: EndpointName;
  /** What the others answer, when they are asked; those that are left out refuse, too. */
  readonly elsewhere?: Readonly<Partial<Record<Elsewhere, WireAnswer>>>;
  /** Amazon gives no reason: evidence is sought. Without it the code is `access_refused`. */
  readonly unsaid?: true;
}

const errors = (details: string, message = 'Access to requested resource is denied.') => ({
  errors: [{ code: 'Unauthorized', message, details }],
});
const echo = { errors: [{ code: '{sent}', message: 'No: {sent}', details: '{sent}' }] };
const feeds = { feeds: [{ feedId: '{sent}' }], nextToken: '{sent}' };
const html = '<html><body>{sent}</body></html>';
const large = 'x'.repeat(66_000);
const NO_MATCH = { errors: [{ code: 'InvalidInput', message: 'Could not match input arguments', details: '' }] };

export const UNSAID: WireAnswer = { status: 403, body: errors('') };

export const HEALTHY_FEEDS: FeedsRow = {
  what: 'Feeds 200',
  answer: { status: 200, body: { feeds: [] } },
  outcome: 'passed',
  code: null,
};

function group(
  outcome: Understood['outcome'],
  code: DiagnosisCode | null,
  answers: readonly [string, WireAnswer][],
  more: Omit<FeedsRow, keyof AnswerRow> = {},
) {
  return answers.map(([what, answer]): FeedsRow => ({ what: `Feeds ${what}`, answer, outcome, code, ...more }));
}

const refusals = (code: DiagnosisCode, text: string) =>
  group('failed', code, [
    [`403 "${text}"`, { status: 403, body: errors(text) }],
    [`401 "${text}" as its message`, { status: 401, body: errors('', text) }],
    [
      `403 "${text}" in capitals, without the full stop`,
      {
        status: 403,
        body: errors(text.toUpperCase().replace(/\.$/, '')),
      },
    ],
  ]);

export const FEEDS_ANSWERS: readonly FeedsRow[] = [
  HEALTHY_FEEDS,
  ...group('passed', null, [
    ['200 with feeds, called HTML', { status: 200, body: feeds, headers: { 'content-type': 'text/html' } }],
    ['200 compressed', { status: 200, body: feeds, gzip: true }],
    ['200 after a byte-order mark', { status: 200, body: feeds, byteOrderMark: true }],
  ]),
  ...group(
    'passed',
    'sandbox_no_canned_answer',
    [['400 that matches nothing, in the sandbox', { status: 400, body: NO_MATCH }]],
    {
      endpoint: 'na-sandbox',
    },
  ),
  ...group('inconclusive', 'unexpected_response', [
    ['400 that matches nothing, in production', { status: 400, body: NO_MATCH }],
    ['200 without feeds', { status: 200, body: { payload: '{sent}' } }],
    ['200 with feeds that are no list', { status: 200, body: { feeds: { feedId: '{sent}' } } }],
    ['200 of HTML', { status: 200, body: html }],
    ['200 of bytes', { status: 200, body: Buffer.from([0x7b, 0xff, 0x00]) }],
    ['200 of nothing', { status: 200 }],
    ['200 that is too large', { status: 200, body: { feeds: [], padding: large } }],
    ['201 with feeds', { status: 201, body: feeds }],
    ['204', { status: 204 }],
    ['302', { status: 302, body: echo, headers: { location: 'https://elsewhere.example/{token}' } }],
    ['400', { status: 400, body: echo }],
    ['404', { status: 404, body: echo }],
    ['415', { status: 415, body: echo }],
    ['401 of HTML', { status: 401, body: html }],
    ['403 of HTML', { status: 403, body: html }],
    ['403 that is too large', { status: 403, body: { ...errors(''), padding: large } }],
  ]),
  ...group('inconclusive', 'throttled', [
    ['429', { status: 429, body: echo }],
    ['429 of HTML', { status: 429, body: html }],
  ]),
  ...group('inconclusive', 'amazon_unavailable', [
    ['500', { status: 500, body: echo }],
    ['503 of HTML', { status: 503, body: html }],
    ['504 that is too large', { status: 504, body: large }],
  ]),
  ...refusals('access_token_rejected', 'The access token you provided has expired.'),
  ...refusals('access_token_rejected', 'The access token you provided is revoked, malformed or invalid.'),
  ...refusals('access_token_rejected', 'Access token is missing in the request header.'),
  ...refusals('client_secret_expired', 'The LWA secret token you provided has expired.'),
  ...refusals('wrong_region', 'The marketplaces you provided are not valid for region.'),
  ...group('failed', 'wrong_region', [['403 without a reason, where another region accepts', UNSAID]], {
    unsaid: true,
    elsewhere: { fe: HEALTHY_FEEDS.answer },
  }),
  ...group('failed', 'wrong_region', [['403 without a reason, where everything else accepts', UNSAID]], {
    unsaid: true,
    elsewhere: {
      eu: HEALTHY_FEEDS.answer,
      'second-opinion': { status: 200, body: { payload: [] } },
      'na-sandbox': HEALTHY_FEEDS.answer,
    },
  }),
  ...group(
    'failed',
    'feeds_permission_missing',
    [['401 without a reason, where the second opinion passes', { status: 401, body: errors('') }]],
    { unsaid: true, elsewhere: { 'second-opinion': { status: 200, body: { payload: [] } } } },
  ),
  ...group('failed', 'wrong_environment', [['403 without a reason, where the sandbox has no match', UNSAID]], {
    unsaid: true,
    elsewhere: { 'na-sandbox': { status: 400, body: NO_MATCH } },
  }),
  ...group(
    'failed',
    'access_refused',
    [
      ['403 without a reason, as everywhere', UNSAID],
      ['403 of an empty object', { status: 403, body: {} }],
    ],
    { unsaid: true },
  ),
  ...group(
    'failed',
    'access_refused',
    [['403 that repeats what was sent, where the others are in trouble', { status: 403, body: echo }]],
    {
      unsaid: true,
      elsewhere: { eu: 'reset', fe: { status: 429, body: echo }, 'na-sandbox': 'cut-off', 'second-opinion': 'no-http' },
    },
  ),
  ...NETWORK.map(
    ({ fault, code }): FeedsRow => ({ what: `Feeds ${fault}`, answer: fault, outcome: 'inconclusive', code }),
  ),
];
