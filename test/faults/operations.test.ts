import { expect } from 'vitest';
import { apiEvent } from '../functions/api-event.ts';
import { withoutService } from './api-route.ts';
import type { AwsCall, Route } from './aws-cells.ts';
import { crossed, timeFor } from './crossed.ts';
import { describeMatrix } from './describe-matrix.ts';
import { apiEnding } from './ending.ts';
import { expectSent } from './expect-sent.ts';
import { LWA_ANSWERS } from './lwa-answers.ts';
import type { Cell } from './matrix.ts';
import { OPERATION_ANSWERS } from './operation-answers.ts';
import { exchangeSendings, NONE } from './promised-tests.ts';
import { DEAD, promisedToken } from './promised-tokens.ts';

const OK = { status: 200, amazons: true };
const REJECTED = { status: 502, code: 'amazon_rejected', diagnosis: 'client_rejected' };

function operation(method: 'GET' | 'POST'): Cell {
  const routeKey = 'ANY /connections/{connectionId}/sp-api/{path+}';
  return {
    what: method,
    prepared: 'saved',
    event(connectionId) {
      const event = apiEvent({
        routeKey,
        connectionId,
        requestId: connectionId,
        ...(method === 'POST' && { body: {} }),
      });
      return {
        ...event,
        rawPath: `/connections/${connectionId}/sp-api/orders/v0/orders`,
        pathParameters: { connectionId, path: 'orders/v0/orders' },
        requestContext: { ...event.requestContext, http: { method } },
      };
    },
    check: ({ invoked }) => expect(apiEnding(invoked)).toMatchObject(OK),
    checkAgain: ({ invoked }) => expect(apiEnding(invoked)).toMatchObject(OK),
  };
}

/** The waits between the tries are whole seconds: enough time for one of them. */
const PATIENCE_MS = 8_000;

const cells = (['GET', 'POST'] as const).flatMap((method) =>
  crossed(LWA_ANSWERS, OPERATION_ANSWERS).map(([lwa, answer]): Cell => {
    const isExchanged = lwa.outcome === 'passed';
    const isPatient = isExchanged && answer.isTriedAgain === true;
    const dead = isExchanged ? answer.isDead === true : DEAD.includes(lwa.code);
    return {
      ...operation(method),
      what: `${method}: ${lwa.what}, ${answer.what}`,
      play: { lwa: lwa.answer, spApi: answer.answer },
      ...timeFor(lwa.answer, answer.answer),
      ...(isPatient && { remainingMs: PATIENCE_MS }),
      check({ invoked, sent, messages }) {
        expect(apiEnding(invoked)).toMatchObject(isExchanged ? answer.ending : promisedToken(lwa));
        const again = answer.exchanges ?? 1;
        expectSent(sent, {
          lwa: isExchanged ? [again, again] : exchangeSendings(lwa),
          spApi: isExchanged ? answer.sent[method] : NONE,
          evidence: NONE,
        });
        expect(messages).toMatchObject(dead ? [{ trigger: 'traffic' }] : []);
      },
    };
  }),
);

const READ: AwsCall = ['secretsmanager.GetSecretValue', 'needed'];
const dead: Cell = {
  ...operation('GET'),
  what: 'GET with a wrong client secret',
  play: { lwa: { status: 401, body: { error: 'invalid_client' } } },
  check: ({ invoked }) => expect(apiEnding(invoked)).toMatchObject(REJECTED),
};

const routes: readonly Route[] = [
  { cell: operation('GET'), calls: [READ], expectWithout: withoutService(OK) },
  { cell: operation('POST'), calls: [READ], expectWithout: withoutService(OK) },
  {
    cell: dead,
    calls: [READ, ['secretsmanager.GetSecretValue', 'unneeded'], ['sqs.SendMessageBatch', 'unneeded']],
    expectWithout: withoutService(REJECTED),
  },
];

describeMatrix({ name: 'operations', cells, routes });
