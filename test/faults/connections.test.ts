import { expect } from 'vitest';
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import { apiRoute, ONE, withoutService } from './api-route.ts';
import type { AwsCall, Route } from './aws-cells.ts';
import { WHOLE } from './crossed.ts';
import { describeMatrix } from './describe-matrix.ts';
import { type ApiEnding, apiEnding } from './ending.ts';
import { expectRecorded } from './expect-recorded.ts';
import { expectSent } from './expect-sent.ts';
import { type FeedsRow, UNSAID } from './feeds-answers.ts';
import type { AnswerRow } from './lwa-answers.ts';
import { MARKERS, settingsOf } from './marked-connection.ts';
import { type Cell, type Observation, PREPARED_AT } from './matrix.ts';
import type { PromisedTest } from './promised-tests.ts';
import { testCells } from './test-cells.ts';

const NEW_SECRET = `amzn1.oa2-cs.v1.${MARKERS['new client secret']}`;
const OK = { status: 200, code: null };
const CREATED = { status: 201, code: null };
/** Whether it was written by the call that failed is seen by what is there. */
const createdOrNot = ({ secret }: Observation) => (secret === null ? CREATED : OK);

const put = (prepared: Cell['prepared'], endpoint: EndpointName = 'na') =>
  apiRoute(`PUT ${ONE}`, {
    prepared,
    body: (id) => settingsOf(id, endpoint),
    ending: prepared === 'absent' ? CREATED : OK,
    again: createdOrNot,
  });
const untested = (prepared: Cell['prepared']) =>
  apiRoute(`PUT ${ONE}/untested`, {
    prepared,
    body: settingsOf,
    ending: prepared === 'absent' ? CREATED : OK,
    again: createdOrNot,
  });
const rename = apiRoute(`PATCH ${ONE}`, { body: () => ({ displayName: 'Renamed' }), ending: OK });
const replaceSecret = apiRoute(`PATCH ${ONE}`, { body: () => ({ lwaClientSecret: NEW_SECRET }), ending: OK });
const get = apiRoute(`GET ${ONE}`, { ending: OK });
const remove = apiRoute(`DELETE ${ONE}`, {
  ending: { status: 202, code: null },
  again: ({ secret }) => (secret?.removed ? { status: 409, code: 'connection_pending_deletion' } : { status: 202 }),
});
const restore = apiRoute(`POST ${ONE}/restore`, { prepared: 'removed', ending: OK });
/** Feeds has its quota; everything else may be over sooner. */
function promisedSave(
  { verdict, code }: PromisedTest,
  [lwa, feeds]: readonly [AnswerRow, FeedsRow],
): Partial<ApiEnding> {
  switch (verdict) {
    case 'passed':
      return { verdict, diagnosis: code };
    case 'failed':
      return { status: 422, code: 'connection_test_failed', verdict, diagnosis: code };
    case 'inconclusive': {
      const feedsThrottled = lwa.outcome === 'passed' && feeds.code === 'throttled';
      const retryAfter = feedsThrottled ? '45' : '30';
      return { status: 503, code: 'connection_test_inconclusive', verdict, diagnosis: code, retryAfter };
    }
  }
}

const ASKED = { feedsTries: 2, seeksEvidence: true };

/** What does not pass is neither written nor recorded. */
const savesByTest = (route: (endpoint: EndpointName) => Cell, kept: 'absent' | 'saved') =>
  testCells(route, ASKED, (observed, promised, rows) => {
    const { invoked, sent, secret, latest, events, messages } = observed;
    const passed = promised.verdict === 'passed';
    const usual = kept === 'absent' ? CREATED : OK;
    expect(apiEnding(invoked)).toMatchObject({ ...(passed && usual), ...promisedSave(promised, rows) });
    expectSent(sent, promised.sent);
    expect(messages).toEqual([]);
    if (passed) {
      expectRecorded(observed, promised);
      expect(secret?.value).toContain('"schema":1');
    } else expect({ latest, events }).toEqual({ latest: null, events: [] });
    if (!passed && kept === 'absent') expect(secret).toBeNull();
    if (!passed && kept === 'saved') expect(JSON.parse(secret?.value ?? '')).toMatchObject({ updatedAt: PREPARED_AT });
  });

const READ: AwsCall = ['secretsmanager.GetSecretValue', 'needed'];
/** Whose values are used twice: a warning, no more. */
const USED_TWICE: AwsCall = ['secretsmanager.ListSecrets', 'unneeded', 'of everybody'];
const JUDGED: readonly AwsCall[] = [
  ['dynamodb.GetItem', 'after-write'],
  ['dynamodb.GetItem', 'after-write'],
  ['events.PutEvents', 'after-write'],
  ['dynamodb.PutItem', 'after-write'],
];
const RECORDED: readonly AwsCall[] = [['dynamodb.PutItem', 'after-write'], ...JUDGED];
const QUEUED: AwsCall = ['sqs.SendMessageBatch', 'after-write'];
const CREATE: AwsCall = ['secretsmanager.CreateSecret', 'needed'];
const UPDATE: AwsCall = ['secretsmanager.UpdateSecret', 'needed'];

const REFUSED = { status: 422, code: 'connection_test_failed', diagnosis: 'access_refused' };
const refused: Cell = {
  ...put('absent'),
  what: `${put('absent').what}, refused`,
  play: { spApi: UNSAID },
  check: ({ invoked }) => expect(apiEnding(invoked)).toMatchObject(REFUSED),
};

const routes: readonly Route[] = [
  { cell: put('absent'), calls: [READ, USED_TWICE, CREATE, ...RECORDED], expectWithout: withoutService(CREATED) },
  {
    cell: refused,
    calls: [READ, USED_TWICE, ['dynamodb.GetItem', 'unneeded'], ['dynamodb.GetItem', 'unneeded', 'of everybody']],
    expectWithout: withoutService(REFUSED),
  },
  { cell: put('saved'), calls: [READ, USED_TWICE, UPDATE, ...RECORDED], expectWithout: withoutService(OK) },
  {
    cell: untested('absent'),
    calls: [READ, USED_TWICE, CREATE, ...JUDGED, QUEUED],
    expectWithout: withoutService(CREATED),
  },
  {
    cell: untested('saved'),
    calls: [READ, USED_TWICE, UPDATE, ['dynamodb.GetItem', 'after-write'], ...JUDGED, QUEUED],
    expectWithout: withoutService(OK),
  },
  {
    cell: rename,
    calls: [READ, USED_TWICE, UPDATE, ['dynamodb.GetItem', 'after-write'], ['dynamodb.GetItem', 'after-write']],
    expectWithout: withoutService(OK),
  },
  { cell: replaceSecret, calls: [READ, USED_TWICE, UPDATE, ...RECORDED], expectWithout: withoutService(OK) },
  { cell: get, calls: [READ, ['dynamodb.GetItem', 'needed']], expectWithout: withoutService(OK) },
  {
    cell: remove,
    // It is gone by then, which was asked for.
    calls: [
      READ,
      ['secretsmanager.DeleteSecret', 'needed'],
      ['dynamodb.PutItem', 'unneeded'],
      ['dynamodb.DeleteItem', 'unneeded'],
    ],
    expectWithout: withoutService({ status: 202, code: null }),
  },
  {
    cell: restore,
    calls: [
      ['secretsmanager.DescribeSecret', 'needed'],
      ['secretsmanager.RestoreSecret', 'needed'],
      READ,
      ['dynamodb.GetItem', 'unneeded'],
    ],
    expectWithout: withoutService(OK),
  },
];

describeMatrix({
  name: 'connections',
  cells: [
    ...savesByTest((endpoint) => put('absent', endpoint), 'absent'),
    // Every third: the test of a save is the same, whatever is there.
    ...savesByTest((endpoint) => put('saved', endpoint), 'saved').filter((_cell, index) => WHOLE || index % 3 === 0),
  ],
  routes,
});
