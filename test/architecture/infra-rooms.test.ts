import { describe, expect, test } from 'vitest';
import { arrows, reachOf } from './arrows.ts';
import { IMPURE } from './impure.ts';
import { importsOf, paths } from './source-files.ts';

const SOURCES = paths('infra/**/*.{ts,tsx}');

/** The plan, from the ground up: each room with what it knows, and none knows a room above it. */
const PLAN: Readonly<Record<string, readonly string[]>> = {
  // What stands for itself.
  'infra/advisories': [],
  'infra/template': [],
  'infra/terminal': [],
  'infra/loopback-server': [],
  'infra/verdicts': ['infra/terminal'],
  'infra/client-secret-rotation': ['lib/connection-test'],
  'infra/support-bundle': ['infra/terminal', 'lib/amazon', 'lib/connection-test', 'lib/secret.ts', 'lib/telemetry'],

  // What stands for AWS and for Amazon: the one knows nothing of the product, the other speaks as lib/amazon reads.
  'infra/local-aws': ['infra/loopback-server'],
  'infra/simulated-amazon': [
    'infra/loopback-server',
    'lib/amazon',
    'lib/connection',
    'lib/connection-test',
    'lib/result.ts',
  ],

  // What is written from the template and from the code.
  'infra/cost': ['infra/template', 'lib/watch'],
  'infra/dashboard': ['infra/template', 'lib/telemetry'],
  'infra/openapi': [
    'infra/simulated-amazon',
    'lib/amazon',
    'lib/connection',
    'lib/connection-test',
    'lib/http',
    'lib/registry',
    'lib/token',
    'package.json',
  ],

  // What uses a deployed API.
  'infra/api-client': ['infra/openapi', 'lib/configuration', 'lib/connection-test', 'lib/result.ts'],
  'infra/refusals': ['infra/api-client', 'infra/terminal', 'lib/connection-test'],
  'infra/smoke': ['infra/api-client', 'infra/refusals'],
  'infra/deploy-check': ['infra/api-client', 'infra/template'],
  'infra/console/page': [
    'infra/client-secret-rotation',
    'infra/support-bundle',
    'lib/amazon',
    'lib/connection',
    'lib/connection-test',
    'lib/registry',
  ],
  'infra/console/server': ['infra/api-client', 'infra/loopback-server', 'lib/connection', 'lib/telemetry'],
  'infra/console': ['infra/api-client', 'infra/console/server', 'infra/loopback-server'],
  'infra/command-line': [
    'infra/api-client',
    'infra/client-secret-rotation',
    'infra/console',
    'infra/refusals',
    'infra/support-bundle',
    'infra/terminal',
    'infra/verdicts',
    'lib/amazon',
    'lib/connection',
    'lib/json.ts',
    'package.json',
  ],

  // What runs the whole on one machine.
  'infra/build': ['infra/console', 'infra/template'],
  'infra/local-run': [
    'infra/api-client',
    'infra/build',
    'infra/console',
    'infra/console/server',
    'infra/local-aws',
    'infra/loopback-server',
    'infra/simulated-amazon',
    'infra/template',
    'infra/terminal',
    'infra/verdicts',
    'lib/configuration',
    'lib/connection-test',
    'lib/result.ts',
  ],
  'infra/pictures': [
    'infra/api-client',
    'infra/build',
    'infra/console',
    'infra/local-aws',
    'infra/local-run',
    'infra/simulated-amazon',
    'infra/template',
    'lib/amazon',
    'lib/result.ts',
  ],
};

/** `infra/console/page/form/draft.ts` is in `infra/console/page`; files of lib's root stand for themselves. */
function roomOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const rooms = [folders.slice(0, 3), folders.slice(0, 2)].map((parts) => parts.join('/'));
  return rooms.find((room) => room in PLAN) ?? (folders.length > 1 ? folders.slice(0, 2).join('/') : path);
}

const knownBy = (room: string) =>
  SOURCES.filter((path) => roomOf(path) === room)
    .flatMap((path) => importsOf(path).flatMap(({ ours, target }) => (ours ? [roomOf(target)] : [])))
    .filter((known) => known !== room);

describe('the rooms of infra', () => {
  test('have each a place in the plan, and there is no place without a room', () => {
    expect([...new Set(SOURCES.map(roomOf))].sort()).toEqual(Object.keys(PLAN).sort());
  });

  test.for(Object.keys(PLAN))('%s knows what the plan says, and nothing else', (room) => {
    expect([...new Set(knownBy(room))].sort()).toEqual(PLAN[room]);
  });

  test('know none that stands above them', () => {
    const rooms = Object.keys(PLAN);
    const upwards = Object.entries(PLAN).flatMap(([room, known]) =>
      known.filter((other) => rooms.indexOf(other) > rooms.indexOf(room)).map((other) => `${room} → ${other}`),
    );

    expect(upwards).toEqual([]);
  });

  test('take of lib what only computes: its stores and clients are for the functions', () => {
    expect(arrows(SOURCES, (_path, target) => IMPURE.includes(target))).toEqual([]);
  });
});

/** Clients of AWS services; what finds credentials and a region is none. */
const AWS_CLIENT = /^@aws-sdk\/(?:client|lib)-/;

describe('the connections are reached over the API alone', () => {
  test.for(['infra/command-line', 'infra/console', 'infra/smoke'])('by %s', (room) => {
    const { files, packages } = reachOf(SOURCES.filter((path) => path.startsWith(`${room}/`)));
    const past = files.filter((path) => /^functions\/|^infra\/local-/.test(path) || IMPURE.includes(path));
    const clients = [...packages].filter(([name]) => AWS_CLIENT.test(name)).map((used) => used.join(' of '));

    expect(past).toEqual([]);
    // CloudFormation tells where a stack has its API.
    expect(
      clients.filter((client) => client !== '@aws-sdk/client-cloudformation of infra/command-line/stack.ts'),
    ).toEqual([]);
  });
});

describe('a browser runs', () => {
  test("the console's page: nothing of Node's is in it, and no package but preact", () => {
    const { packages } = reachOf(SOURCES.filter((path) => path.startsWith('infra/console/page/')));

    expect([...packages.keys()].sort()).toEqual(['@preact/signals', 'preact', 'preact/hooks']);
  });

  test.for(['infra/support-bundle', 'infra/client-secret-rotation'])('%s, which needs no package at all', (room) => {
    const { files, packages } = reachOf(SOURCES.filter((path) => path.startsWith(`${room}/`)));

    expect(files.length).toBeGreaterThan(0);
    expect([...packages]).toEqual([]);
  });
});
