import { expect } from 'vitest';
import { apiRoute, ONE, withoutService } from './api-route.ts';
import type { AwsCall, Route } from './aws-cells.ts';
import { crossed, timeFor } from './crossed.ts';
import { describeMatrix } from './describe-matrix.ts';
import { type ApiEnding, apiEnding } from './ending.ts';
import { expectSent } from './expect-sent.ts';
import { LWA_ANSWERS } from './lwa-answers.ts';
import type { Cell, Observation } from './matrix.ts';
import { outlastsTime } from './network-faults.ts';
import { exchangeSendings, NONE } from './promised-tests.ts';
import { DEAD, promisedToken } from './promised-tokens.ts';
import { RESTRICTED_ANSWERS } from './restricted-answers.ts';
import type { WireAnswer } from './wire-answer.ts';

const OK = { status: 200, code: null };
const REJECTED = { status: 502, code: 'amazon_rejected', diagnosis: 'refresh_token_rejected' };

const seller = apiRoute(`POST ${ONE}/access-tokens`, { ending: OK });
const grantless = apiRoute(`POST ${ONE}/grantless-tokens`, {
  ending: OK,
  body: () => ({ scopes: ['sellingpartnerapi::notifications'] }),
});
const restricted = apiRoute(`POST ${ONE}/restricted-data-tokens`, {
  ending: OK,
  body: () => ({ restrictedResources: [{ method: 'GET', path: '/orders/v0/orders' }] }),
});

/** A failure is remembered for ten seconds, a token for longer; but that the time was over says nothing about Amazon. */
function askedTwice(...answers: readonly WireAnswer[]): Pick<Cell, 'isAskedTwice'> {
  return answers.some(outlastsTime) ? {} : { isAskedTwice: true };
}

function expectEndings({ invoked, invokedAgain }: Observation, promised: Partial<ApiEnding>): void {
  expect(apiEnding(invoked)).toMatchObject(promised);
  expect(apiEnding(invokedAgain ?? invoked)).toMatchObject(promised);
}

/** A dead credential is noticed when it is used: one test is queued. */
function expectQueued({ messages }: Observation, isDead: boolean): void {
  expect(messages).toMatchObject(isDead ? [{ trigger: 'traffic', delaySeconds: 0 }] : []);
}

const cells = [
  ...[seller, grantless].flatMap((route) =>
    LWA_ANSWERS.map(
      (lwa): Cell => ({
        ...route,
        what: `${route.what}: ${lwa.what}`,
        ...askedTwice(lwa.answer),
        play: { lwa: lwa.answer },
        ...timeFor(lwa.answer),
        check(observed) {
          expectEndings(observed, promisedToken(lwa));
          expectSent(observed.sent, { lwa: exchangeSendings(lwa), spApi: NONE, evidence: NONE });
          expectQueued(observed, DEAD.includes(lwa.code));
        },
      }),
    ),
  ),
  ...crossed(LWA_ANSWERS, RESTRICTED_ANSWERS).map(([lwa, answer]): Cell => {
    const isExchanged = lwa.outcome === 'passed';
    return {
      ...restricted,
      what: `${restricted.what}: ${lwa.what}, ${answer.what}`,
      ...askedTwice(lwa.answer, answer.answer),
      play: { lwa: lwa.answer, spApi: answer.answer },
      ...timeFor(lwa.answer, answer.answer),
      check(observed) {
        expectEndings(observed, isExchanged ? answer.ending : promisedToken(lwa));
        const [from, to] = exchangeSendings(lwa);
        expectSent(observed.sent, {
          lwa: isExchanged ? [answer.exchanges, answer.exchanges] : [from, to],
          spApi: isExchanged ? answer.sent : NONE,
          evidence: NONE,
        });
        expectQueued(observed, isExchanged ? answer.isDead === true : DEAD.includes(lwa.code));
      },
    };
  }),
];

const dead: Cell = {
  ...seller,
  what: `${seller.what}, of a revoked authorization`,
  play: { lwa: { status: 400, body: { error: 'invalid_grant' } } },
  check: ({ invoked }) => expect(apiEnding(invoked)).toMatchObject(REJECTED),
};
const READ: AwsCall = ['secretsmanager.GetSecretValue', 'needed'];

const routes: readonly Route[] = [
  ...[seller, grantless, restricted].map((cell) => ({ cell, calls: [READ], expectWithout: withoutService(OK) })),
  {
    cell: dead,
    calls: [READ, ['secretsmanager.GetSecretValue', 'unneeded'], ['sqs.SendMessageBatch', 'unneeded']],
    expectWithout: withoutService(REJECTED),
  },
];

describeMatrix({ name: 'access-tokens', cells, routes });
