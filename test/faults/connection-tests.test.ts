import { expect } from 'vitest';
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import { apiRoute, ONE, withoutService } from './api-route.ts';
import type { AwsCall, Route } from './aws-cells.ts';
import { describeMatrix } from './describe-matrix.ts';
import { apiEnding } from './ending.ts';
import { expectRecorded } from './expect-recorded.ts';
import { expectSent } from './expect-sent.ts';
import { UNSAID } from './feeds-answers.ts';
import { settingsOf } from './marked-connection.ts';
import type { Cell } from './matrix.ts';
import { testCells } from './test-cells.ts';

const PASSED = { status: 200, verdict: 'passed', diagnosis: null };
const REFUSED = { status: 200, verdict: 'failed', diagnosis: 'access_refused' };

const unsavedAt = (endpoint: EndpointName) =>
  apiRoute('POST /connection-tests', { prepared: 'absent', body: (id) => settingsOf(id, endpoint), ending: PASSED });
const unsaved = unsavedAt('na');
const now = apiRoute(`POST ${ONE}/tests`, { ending: PASSED });
const history = apiRoute(`GET ${ONE}/tests`, { ending: { status: 200, code: null } });

const ASKED = { feedsTries: 2, seeksEvidence: true };

const cells = [
  ...testCells(unsavedAt, ASKED, ({ invoked, sent, latest, messages, events }, promised) => {
    expect(apiEnding(invoked)).toMatchObject({ ...PASSED, verdict: promised.verdict, diagnosis: promised.code });
    expectSent(sent, promised.sent);
    expect({ latest, messages, events }).toEqual({ latest: null, messages: [], events: [] });
  }),
  ...testCells(
    () => now,
    ASKED,
    (observed, promised) => {
      const { invoked, sent, messages } = observed;
      expect(apiEnding(invoked)).toMatchObject({ ...PASSED, verdict: promised.verdict, diagnosis: promised.code });
      expectSent(sent, promised.sent);
      expectRecorded(observed, promised);
      expect(messages).toEqual([]);
    },
  ),
];

const RECORDED: readonly AwsCall[] = [
  ['dynamodb.PutItem', 'needed'],
  ['dynamodb.GetItem', 'needed'],
  ['dynamodb.GetItem', 'needed'],
  ['events.PutEvents', 'needed'],
  ['dynamodb.PutItem', 'needed'],
];
/** Whether a fleet is failing: of the client id, and of the endpoint. */
const MAY_ASK: readonly AwsCall[] = [
  ['dynamodb.GetItem', 'unneeded'],
  ['dynamodb.GetItem', 'unneeded', 'of everybody'],
];

const refused = (route: Cell): Cell => ({
  ...route,
  what: `${route.what} and refused`,
  play: { spApi: UNSAID },
  check: ({ invoked }) => expect(apiEnding(invoked)).toMatchObject(REFUSED),
});

const routes: readonly Route[] = [
  { cell: unsaved, calls: [], expectWithout: withoutService(PASSED) },
  { cell: refused(unsaved), calls: MAY_ASK, expectWithout: withoutService(REFUSED) },
  {
    cell: now,
    calls: [
      ['secretsmanager.GetSecretValue', 'needed'],
      ['dynamodb.Query', 'needed'],
      ['dynamodb.GetItem', 'needed'],
      ['dynamodb.PutItem', 'needed'],
      ['dynamodb.GetItem', 'needed'],
      ...RECORDED,
    ],
    expectWithout: withoutService(PASSED),
  },
  {
    cell: history,
    calls: [
      ['secretsmanager.GetSecretValue', 'needed'],
      ['dynamodb.Query', 'needed'],
    ],
    expectWithout: withoutService(PASSED),
  },
];

describeMatrix({ name: 'connection-tests', cells, routes });
