/** The IAM policies for callers, matched with every route: each allows what it is meant to, and nothing else. */
import { describe, expect, it } from 'vitest';
import { functions } from '../template/stack.ts';
import { page } from './documents.ts';
import { codeIn, tableOf } from './markdown.ts';

const callers = page('callers');
const API = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/$default/';
const SP_API_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Those that the policies speak of. */
const ENTICING = ['acme-eu', 'emea-0001'];
const IDS = ['acme-eu', 'acme-eu-2', 'acme-us', 'emea-0001', 'emea-000', 'emea-00001', 'emea-', 'emea-a-b-c-d', 'x'];

const routeKeys = functions.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey));

interface Asked {
  /** As IAM is asked: method and path. */
  readonly request: string;
  readonly routeKey: string;
  readonly connectionId: string | null;
}

/** What may follow `/sp-api/`: paths that end in the words of every other route, and that begin anew with them. */
const ordinary = routeKeys.filter((key) => !key.startsWith('ANY')).flatMap((key) => requestsOf(key, ['']));
const words = ordinary
  .filter(({ connectionId }) => connectionId === null || ENTICING.includes(connectionId))
  .map(({ request }) => request.slice(request.indexOf('/') + 1))
  .flatMap((path) => [path, path.split('/').slice(-1).join('')]);
const plain = [...new Set(['orders/v0/orders', 'x', ...words])].flatMap((path) => [path, `x/${path}`]);
const spApiPaths = plain.flatMap((path) => [path, ...ENTICING.map((id) => `connections/${id}/sp-api/${path}`)]);
const everything = [
  ...ordinary,
  ...routeKeys.filter((key) => key.startsWith('ANY')).flatMap((key) => requestsOf(key, spApiPaths)),
];

function requestsOf(routeKey: string, paths: readonly string[]): Asked[] {
  const [method = '', path = ''] = routeKey.split(' ');
  const methods = method === 'ANY' ? SP_API_METHODS : [method];
  const ids = path.includes('{connectionId}') ? IDS : [null];
  return methods.flatMap((verb) =>
    ids.flatMap((connectionId) =>
      paths.map((rest) => {
        const filled = path.replace('{connectionId}', connectionId ?? '').replace('{path+}', rest);
        return { request: `${verb}${filled}`, routeKey, connectionId };
      }),
    ),
  );
}

/** IAM: `*` is any characters, `?` any one, slashes included. */
function matcherOf(resource: string): RegExp {
  const escaped = resource.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

interface Policy {
  readonly Statement: ReadonlyArray<{
    readonly Effect: string;
    readonly Action: string;
    readonly Resource: readonly string[];
  }>;
}

const policies: Policy[] = callers.blocks
  .filter(({ language, section }) => language === 'json' && section === 'Policies')
  .map(({ text }) => JSON.parse(text));

const linesOf = ({ Statement }: Policy) => Statement.flatMap(({ Resource }) => Resource);

function allowedBy(lines: readonly string[]): string[] {
  const matchers = lines.map((line) => matcherOf(line.slice(API.length)));
  return everything
    .map(({ request }) => request)
    .filter((request) => matchers.some((matcher) => matcher.test(request)));
}

const SP_API = 'ANY /connections/{connectionId}/sp-api/{path+}';
const CONNECTION = 'GET /connections/{connectionId}';
const TESTS = 'GET /connections/{connectionId}/tests';
const isTeams = (id: string | null) => id !== null && /^emea-[a-z0-9-]{4}$/.test(id);
const isToken = (routeKey: string) => routeKey.endsWith('-tokens');
const isOnConnection = ({ routeKey, request }: Asked) =>
  routeKey.includes('{connectionId}') &&
  !routeKey.endsWith('/untested') &&
  (routeKey !== SP_API || !/^(?:HEAD|OPTIONS)/.test(request));

const ENDPOINTS = 'GET /endpoints';
const LIST = 'GET /connections';
const OF_THE_FLEET = [ENDPOINTS, LIST, 'POST /client-secrets', 'POST /connection-tests'];

const meant: ReadonlyArray<readonly [name: string, isAllowed: (asked: Asked) => boolean]> = [
  [
    'one connection',
    (asked) => asked.routeKey === ENDPOINTS || (asked.connectionId === 'acme-eu' && isOnConnection(asked)),
  ],
  ['one team', (asked) => asked.routeKey === ENDPOINTS || (isTeams(asked.connectionId) && isOnConnection(asked))],
  ['tokens without writes', ({ routeKey, connectionId }) => isTeams(connectionId) && isToken(routeKey)],
  [
    'read-only',
    ({ routeKey, connectionId }) =>
      [ENDPOINTS, LIST].includes(routeKey) || ([CONNECTION, TESTS].includes(routeKey) && isTeams(connectionId)),
  ],
  ['operators of the fleet', ({ routeKey }) => OF_THE_FLEET.includes(routeKey)],
];

describe('the policies for callers', () => {
  it('are these, and lists of what is allowed alone', () => {
    expect(policies).toHaveLength(meant.length);
    for (const { Statement } of policies) {
      for (const { Effect, Action, Resource } of Statement) {
        expect([Effect, Action]).toEqual(['Allow', 'execute-api:Invoke']);
        expect(Resource.filter((one) => !one.startsWith(API))).toEqual([]);
      }
    }
  });

  it.each(meant)('%s: allows what it is meant to, and nothing else', (name, isAllowed) => {
    const policy = policies[meant.findIndex(([one]) => one === name)];
    const expected = everything.filter(isAllowed).map(({ request }) => request);
    expect(expected.length).toBeGreaterThan(2);
    expect(policy && allowedBy(linesOf(policy))).toEqual(expected);
  });

  it.each(meant)('%s: needs every line', (name) => {
    const policy = policies[meant.findIndex(([one]) => one === name)];
    const lines = policy ? linesOf(policy) : [];
    const whole = allowedBy(lines).length;
    const needless = lines.filter((line) => allowedBy(lines.filter((one) => one !== line)).length === whole);
    expect(needless).toEqual([]);
  });

  it('say of operators that they hold what names no connection', () => {
    const unnamed = routeKeys.filter((routeKey) => !routeKey.includes('{connectionId}'));
    expect([...OF_THE_FLEET].sort()).toEqual(unnamed.sort());
  });

  it.each(tableOf(callers, 'resource').rows)('%s is wider than it looks', (resource, besides) => {
    const [request = ''] = codeIn(besides).filter((code) => code.includes('/'));
    expect(everything.map((asked) => asked.request)).toContain(request);
    expect(request).toMatch(matcherOf(codeIn(resource)[0] ?? ''));
  });
});
