/** Whatever somebody switches on to see more: each log level, Node's own debug output, warnings with their traces. */
import { describe, expect, it } from 'vitest';
import { apiRoute, ONE } from '../faults/api-route.ts';
import { WHOLE } from '../faults/crossed.ts';
import type { Play } from '../faults/faulty-amazon.ts';
import { MARKERS, settingsOf } from '../faults/marked-connection.ts';
import { type Cell, startMatrix } from '../faults/matrix.ts';
import { searchFor } from './secret-search.ts';
import { leaksIn, sinksOf } from './sinks.ts';

/**
 * Node itself writes the headers of requests that the SDK sends, with the session token of the role among them, when it is
 * told to debug `http`, and warns of it. Debugging `stream`, it dumps the first 50 bytes of what is read: of Amazon's answers
 * that give a token, the beginning of it. Nothing of ours has a say in that (SECURITY.md).
 */
const { 'AWS session token': _ofNode, ...OURS } = MARKERS;
const DUMPED_BY_NODE: readonly string[] = ['access token', 'restricted data token'];
const search = searchFor(OURS);
const find = (text: string) =>
  search(text).filter(({ secret, isDump }) => !(isDump && DUMPED_BY_NODE.includes(secret)));

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'];

const ask = (route: string, body?: (id: string) => unknown, prepared: Cell['prepared'] = 'saved') =>
  apiRoute(route, { prepared, ending: {}, ...(body && { body }) });

const message: Cell = {
  ...ask('a message'),
  event: (connectionId, now) => ({
    Records: [
      {
        messageId: connectionId,
        body: JSON.stringify({
          connectionId,
          runId: 'r',
          scheduledTime: new Date(now).toISOString(),
          trigger: 'confirm',
        }),
      },
      { messageId: 'unreadable', body: MARKERS['message body'] },
    ],
  }),
};

const CALLS: Readonly<Record<string, readonly Cell[]>> = {
  connections: [
    ask(`PUT ${ONE}`, settingsOf, 'absent'),
    ask(`PATCH ${ONE}`, () => ({ lwaRefreshToken: MARKERS['refresh token'] })),
    ask(`PATCH ${ONE}`, () => `{"lwaRefreshToken": ${MARKERS['request body']}`),
  ],
  'connection-tests': [ask('POST /connection-tests', settingsOf), ask(`POST ${ONE}/tests`)],
  'access-tokens': [
    ask(`POST ${ONE}/access-tokens`),
    ask(`POST ${ONE}/restricted-data-tokens`, () => ({
      restrictedResources: [{ method: 'GET', path: '/orders/v0/orders' }],
    })),
  ],
  operations: [
    {
      ...ask('an operation'),
      event: (connectionId) => ({
        routeKey: 'ANY /connections/{connectionId}/sp-api/{path+}',
        pathParameters: { connectionId, path: 'orders/v0/orders' },
        requestContext: { http: { method: 'GET' } },
      }),
    },
  ],
  'plan-tests': [{ ...ask('a run'), event: () => ({ all: true }) }],
  'run-tests': [message],
};

const echo = { error: 'invalid_grant', error_description: '{sent}' };
const PLAYS: readonly Play[] = [
  {},
  { lwa: { status: 400, body: echo } },
  { lwa: 'reset' },
  { spApi: { status: 403, body: { errors: [{ code: '{sent}', message: '{sent}', details: '' }] } } },
  { spApi: 'cut-off' },
];

const SETTINGS = Object.keys(CALLS).flatMap((name, index) =>
  LEVELS.filter((_level, at) => WHOLE || at === index).map((level) => [name, level] as const),
);

describe('with everything switched on that makes Node talk', () => {
  it.each(SETTINGS)('%s writes no secret at the level %s', async (name, level) => {
    const matrix = await startMatrix(name, {
      NODE_DEBUG: '*',
      NODE_OPTIONS: '--trace-warnings --trace-uncaught',
      POWERTOOLS_LOG_LEVEL: level,
      AWS_LAMBDA_LOG_LEVEL: level,
    });
    try {
      const cells = (CALLS[name] ?? []).flatMap((call) => PLAYS.map((play) => ({ ...call, play, remainingMs: 4_000 })));
      await matrix.run(cells);
      const { 'standard output': out = '', 'standard error': err = '' } = await sinksOf(
        matrix.world,
        [matrix.bundle],
        matrix.ends,
      );
      expect(err).toContain('x-amz-target');
      expect(leaksIn({ out, err }, find)).toEqual({});
    } finally {
      await matrix.close();
    }
  });
});
