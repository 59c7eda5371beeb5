/** The calls of the function `connections` that are about many connections: a fleet of its own, since they look at all of it. */
import { expect } from 'vitest';
import { apiRoute, withoutService } from './api-route.ts';
import type { Route } from './aws-cells.ts';
import { timeFor } from './crossed.ts';
import { describeMatrix } from './describe-matrix.ts';
import { apiEnding } from './ending.ts';
import { expectSent } from './expect-sent.ts';
import { LWA_ANSWERS } from './lwa-answers.ts';
import { clientIdOf, MARKERS } from './marked-connection.ts';
import type { Cell } from './matrix.ts';
import { exchangeSendings, NONE } from './promised-tests.ts';

const NEW_SECRET = `amzn1.oa2-cs.v1.${MARKERS['new client secret']}`;
const OK = { status: 200, code: null };

const list = apiRoute('GET /connections', { ending: OK });
const newSecrets = apiRoute('POST /client-secrets', {
  body: (id) => ({ lwaClientId: clientIdOf(id), lwaClientSecret: NEW_SECRET }),
  ending: OK,
});

const PROMISED_REPLACEMENT = { passed: 'saved', failed: 'failed', inconclusive: 'inconclusive' } as const;

const replacements = LWA_ANSWERS.map((lwa): Cell => {
  const saved = lwa.outcome === 'passed';
  return {
    ...newSecrets,
    what: `${newSecrets.what}: ${lwa.what}`,
    play: { lwa: lwa.answer },
    // An exchange leaves three seconds for the save, and none is begun in the last ten.
    ...(timeFor(lwa.answer).remainingMs !== undefined && { remainingMs: 12_000 }),
    check({ invoked, sent, secret, messages }) {
      expect(apiEnding(invoked)).toMatchObject(OK);
      expect(JSON.parse((invoked.result as { body: string }).body)).toMatchObject({
        connections: [
          {
            outcome: PROMISED_REPLACEMENT[lwa.outcome],
            diagnosis: lwa.code === null ? null : { code: lwa.code },
          },
        ],
        remaining: 0,
      });
      expectSent(sent, { lwa: exchangeSendings(lwa), spApi: NONE, evidence: NONE });
      const stored = JSON.parse(secret?.value ?? '{}');
      expect(stored.lwaClientSecret === NEW_SECRET).toBe(saved);
      expect(messages).toMatchObject(saved ? [{ trigger: 'save' }] : []);
    },
  };
});

const routes: readonly Route[] = [
  {
    cell: list,
    calls: [
      ['secretsmanager.ListSecrets', 'needed', 'of everybody'],
      ['dynamodb.BatchGetItem', 'needed', 'of everybody'],
    ],
    expectWithout: withoutService(OK),
  },
  {
    cell: newSecrets,
    calls: [
      ['secretsmanager.ListSecrets', 'needed', 'of everybody'],
      ['secretsmanager.GetSecretValue', 'needed'],
      ['secretsmanager.UpdateSecret', 'needed'],
      // The schedule will test it.
      ['sqs.SendMessageBatch', 'unneeded'],
    ],
    expectWithout: withoutService(OK),
  },
];

describeMatrix({ name: 'connections', cells: replacements, routes });
