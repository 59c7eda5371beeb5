/** What the SP-API may answer to an operation that is passed on, and what is to become of it. */
import type { ApiEnding } from './ending.ts';
import { NETWORK, outlastsTime } from './network-faults.ts';
import { type Range, sendings } from './promised-tests.ts';
import { promisedToken } from './promised-tokens.ts';
import type { WireAnswer } from './wire-answer.ts';

export interface OperationRow {
  readonly what: string;
  readonly answer: WireAnswer;
  readonly ending: Partial<ApiEnding>;
  /** A POST is not sent again, unless Amazon did not carry it out: after a 429 or a stale token. */
  readonly sent: { readonly GET: Range; readonly POST: Range };
  /** A stale token is exchanged once more. */
  readonly exchanges?: 2;
  readonly isTriedAgain?: true;
  readonly isDead?: true;
}

const errors = (details: string) => ({ errors: [{ code: '{sent}', message: 'No: {sent}', details }] });

const UNAVAILABLE_TRIES = 5;
const THROTTLED_TRIES = 7;
/** There is time for as many at least, and one on a fresh socket does not count. */
const BROKEN_TRIES = 3;

/** Amazon's own answer comes through, whatever it is. */
function passedOn(answers: readonly [string, Exclude<WireAnswer, string>][]): OperationRow[] {
  return answers.map(([what, answer]) => ({
    what: `SP-API ${what}`,
    answer,
    ending: { status: answer.status, amazons: true },
    sent: { GET: [1, 1], POST: [1, 1] },
  }));
}

export const OPERATION_ANSWERS: readonly OperationRow[] = [
  ...passedOn([
    ['200', { status: 200, body: { payload: '{sent}' } }],
    ['200 compressed', { status: 200, body: { payload: '{sent}' }, gzip: true }],
    ['200 of bytes', { status: 200, body: Buffer.from([0xff, 0x00, 0xfe]), headers: { 'content-type': 'image/png' } }],
    ['200 of nothing', { status: 200 }],
    ['204', { status: 204 }],
    ['302', { status: 302, body: errors(''), headers: { location: 'https://elsewhere.example/{token}' } }],
    ['400', { status: 400, body: errors('{sent}') }],
    ['403 without a reason', { status: 403, body: errors('') }],
    ['403 of HTML', { status: 403, body: '<html>{sent}' }],
    ['404', { status: 404, body: errors('') }],
    ['413 of HTML', { status: 413, body: '<html>{sent}' }],
  ]),
  ...passedOn([
    ['403 of a stale token', { status: 403, body: errors('The access token you provided has expired.') }],
    [
      '403 of a revoked token',
      {
        status: 403,
        body: errors('The access token you provided is revoked, malformed or invalid.'),
      },
    ],
    // Still refused with a fresh one: somebody should know.
  ]).map((row) => ({
    ...row,
    sent: { GET: [2, 2], POST: [2, 2] } as const,
    exchanges: 2 as const,
    isDead: true as const,
  })),
  ...passedOn([
    [
      '403 of an expired client secret',
      {
        status: 403,
        body: errors('The LWA secret token you provided has expired.'),
      },
    ],
  ]).map((row) => ({ ...row, isDead: true as const })),
  ...passedOn([['429', { status: 429, body: errors(''), headers: { 'x-amzn-ratelimit-limit': '100' } }]]).map(
    (row) => ({
      ...row,
      ending: { ...row.ending, retryAfter: '1' },
      sent: { GET: [2, THROTTLED_TRIES], POST: [2, THROTTLED_TRIES] } as const,
      isTriedAgain: true as const,
    }),
  ),
  ...passedOn([
    ['500', { status: 500, body: errors('') }],
    ['503 of HTML', { status: 503, body: '<html>{sent}' }],
  ]).map((row) => ({
    ...row,
    // Again as long as there is time for an answer: enough for one more.
    sent: { GET: [2, UNAVAILABLE_TRIES], POST: [1, 1] } as const,
    isTriedAgain: true as const,
  })),
  ...NETWORK.map(
    ({ fault, code }): OperationRow => ({
      what: `SP-API ${fault}`,
      answer: fault,
      ending: promisedToken({ outcome: 'inconclusive', code }),
      // A POST takes no reused socket that was idle for long, and is repeated on a fresh one when a young one is dead.
      sent: { GET: [outlastsTime(fault) ? 1 : BROKEN_TRIES, 2 * UNAVAILABLE_TRIES], POST: sendings(fault, 1) },
    }),
  ),
];
