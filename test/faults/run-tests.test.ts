import { expect } from 'vitest';
import type { AwsCall, Route, WithoutService } from './aws-cells.ts';
import { describeMatrix } from './describe-matrix.ts';
import { batchEnding } from './ending.ts';
import { expectRecorded } from './expect-recorded.ts';
import { expectSent } from './expect-sent.ts';
import { UNSAID } from './feeds-answers.ts';
import { MARKERS } from './marked-connection.ts';
import type { Cell, Observation } from './matrix.ts';
import { testCells } from './test-cells.ts';

const DONE = { failures: 0 };

/** A batch of two: the connection's message, and one that nobody can read. */
function batch(trigger: string): Cell {
  return {
    what: trigger,
    prepared: 'saved',
    event: (connectionId, now) => ({
      Records: [
        {
          messageId: connectionId,
          body: JSON.stringify({ connectionId, runId: 'run', scheduledTime: new Date(now).toISOString(), trigger }),
        },
        { messageId: `unreadable-${connectionId}`, body: `{"connectionId": ${MARKERS['message body']}` },
      ],
    }),
    check: ({ invoked }) => expect(batchEnding(invoked)).toEqual(DONE),
    checkAgain({ invoked, latest, log }) {
      expect(log).toContainEqual(expect.objectContaining({ message: 'message dropped' }));
      expect(batchEnding(invoked)).toEqual(DONE);
      expect(latest).toMatchObject({ verdict: 'passed', state: 'passed' });
    },
  };
}

/** A scheduled failure waits for the test that confirms it, and changes nothing before. */
function expectRecordedFirst({ latest, events, messages }: Observation, verdict: string, connectionId: unknown): void {
  expect(latest).toMatchObject({ verdict, state: verdict === 'passed' ? 'passed' : 'unknown' });
  expect(events).toMatchObject(verdict === 'passed' ? [{ from: null, to: 'passed' }] : []);
  expect(messages).toMatchObject(verdict === 'failed' ? [{ connectionId, trigger: 'confirm', delaySeconds: 300 }] : []);
}

const scheduled = batch('schedule');
const confirming = batch('confirm');

const cells = [
  ...testCells(
    () => scheduled,
    { feedsTries: 1, seeksEvidence: false },
    (observed, promised) => {
      expect(batchEnding(observed.invoked)).toEqual(DONE);
      expectSent(observed.sent, promised.sent);
      expectRecordedFirst(observed, promised.verdict, observed.latest?.connectionId);
    },
  ),
  ...testCells(
    () => confirming,
    { feedsTries: 1, seeksEvidence: true },
    (observed, promised) => {
      expect(batchEnding(observed.invoked)).toEqual(DONE);
      expectSent(observed.sent, promised.sent);
      expectRecorded(observed, promised);
      expect(observed.messages).toEqual([]);
    },
  ),
];

/** A message comes again when a service that it needs is unavailable. */
const withoutService: WithoutService = (role, timedOut, invoked) => {
  if (timedOut) expect(invoked.error?.name).toBe('TimeoutError');
  else expect(batchEnding(invoked)).toEqual({ failures: role === 'needed' ? 1 : 0 });
};

const READ: readonly AwsCall[] = [
  ['dynamodb.GetItem', 'needed'],
  ['secretsmanager.GetSecretValue', 'needed'],
];
/** Whether a fleet is failing: of the client id, and of the endpoint. */
const MAY_ASK: readonly AwsCall[] = [
  ['dynamodb.GetItem', 'unneeded'],
  ['dynamodb.GetItem', 'unneeded', 'of everybody'],
];
const COUNTED: readonly AwsCall[] = [
  ['dynamodb.BatchWriteItem', 'needed'],
  ['dynamodb.GetItem', 'needed'],
  ['dynamodb.GetItem', 'needed', 'of everybody'],
];
const JUDGED: readonly AwsCall[] = [
  ['dynamodb.GetItem', 'needed'],
  ['dynamodb.GetItem', 'needed'],
];
const TOLD: readonly AwsCall[] = [
  ['events.PutEvents', 'needed'],
  ['dynamodb.PutItem', 'needed'],
];

const refused = (cell: Cell): Cell => ({ ...cell, what: `${cell.what}, refused`, play: { spApi: UNSAID } });

const routes: readonly Route[] = [
  { cell: scheduled, calls: [...READ, ...COUNTED, ...JUDGED, ...TOLD], expectWithout: withoutService },
  {
    cell: refused(scheduled),
    calls: [...READ, ...COUNTED, ...JUDGED, ['sqs.SendMessageBatch', 'needed'], ['dynamodb.PutItem', 'needed']],
    expectWithout: withoutService,
  },
  {
    cell: refused(confirming),
    calls: [...READ, ...MAY_ASK, ...COUNTED, ...JUDGED, ...TOLD],
    expectWithout: withoutService,
  },
  {
    cell: batch('save'),
    calls: [...READ, ['dynamodb.PutItem', 'needed'], ...JUDGED, ...TOLD],
    expectWithout: withoutService,
  },
];

describeMatrix({ name: 'run-tests', cells, routes });
