/** The document and the routes agree on which bodies are right, as far as JSON Schema can tell. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { parseInput } from '../../lib/connection/input.ts';
import { parsePrecondition } from '../../lib/connection/precondition.ts';
import { LWA_VALUE_BYTES, parseSettings } from '../../lib/connection/settings.ts';
import { clientSecretBody } from '../../lib/http/fleet-routes.ts';
import { grantlessBody, restrictedBody, sellerBody } from '../../lib/http/token-routes.ts';
import { startApiWorld } from './api-world.ts';
import { API, OPERATIONS, validator } from './described-api.ts';

const check = validator({ exact: false });

/** Holds that the schema of this name accepts what `isRight` accepts, and nothing else; both must happen often. */
async function agree(
  name: string,
  bodies: fc.Arbitrary<object>,
  isRight: (body: object) => boolean | Promise<boolean>,
  numRuns = 2_000,
): Promise<void> {
  const validate = check({ $ref: `#/components/schemas/${name}` });
  const seen = { right: 0, wrong: 0 };
  const property = fc.asyncProperty(bodies, async (body) => {
    const right = await isRight(body);
    seen[right ? 'right' : 'wrong'] += 1;
    expect(validate(body) && !hasTooManyBytes(body)).toBe(right);
  });
  await fc.assert(property, { numRuns });
  expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(numRuns / 10);
}

/** JSON Schema counts characters: that they are too many bytes all the same, only the routes can tell. */
function hasTooManyBytes(body: object): boolean {
  return Object.values(body).some((value) => typeof value === 'string' && Buffer.byteLength(value) > LWA_VALUE_BYTES);
}

/** A right body with some members replaced by what may be wrong. */
function near(right: object, members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  const one = Object.entries({ ...members, unknown: anything }).map(([name, value]) =>
    fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: anything }).map((member) => ({ [name]: member })),
  );
  const changes = fc.array(fc.oneof(...one), { maxLength: 2 });
  const without = fc.oneof(fc.constant(null), fc.constantFrom(...Object.keys(right)));
  return fc.tuple(changes, without).map(([made, absent]) => {
    const kept = Object.entries(right).filter(([name]) => name !== absent || made.length > 0);
    return Object.assign(Object.fromEntries(kept), ...made);
  });
}

const anything = fc.constantFrom<unknown[]>(null, 0, 1.5, true, '', 'a', [], ['a'], {}, { a: 1 });

/** Around a limit, in characters of one to four bytes; and white space and control characters in all places. */
function textNear(limit: number): fc.Arbitrary<string> {
  const counts = fc.integer({ min: Math.max(0, limit - 1), max: limit + 1 });
  return fc.oneof(
    fc.tuple(fc.constantFrom('a', 'é', '€', '😀'), counts).map(([character, count]) => character.repeat(count)),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('', ' ', '\t', '\u0000', '\u007f', 'a\u0085b', 'a\nb', ' a ', '\u00a0', '\ufeff', 'a b'),
  );
}

const date = fc.oneof(
  fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((day) => {
    return day.toISOString().slice(0, 10);
  }),
  fc.constantFrom('2026-02-29', '2024-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-9-1'),
  fc.constantFrom('2026-09-01T00:00:00Z', '20260901', 'today'),
);

const lwaValue = textNear(LWA_VALUE_BYTES);
const LWA_VALUES = { lwaClientId: 'client', lwaClientSecret: 'secret', lwaRefreshToken: 'token' };
const SETTINGS = {
  lwaClientId: lwaValue,
  lwaClientSecret: lwaValue,
  lwaRefreshToken: lwaValue,
  endpoint: fc.constantFrom('na', 'eu', 'fe', 'na-sandbox', 'eu-sandbox', 'fe-sandbox', 'EU', 'UK'),
  displayName: textNear(128),
  accountType: fc.constantFrom('seller', 'vendor', 'buyer'),
  labels: fc.oneof(
    fc.dictionary(textNear(32), textNear(64), { maxKeys: 2 }),
    fc.integer({ min: 9, max: 11 }).map((count) => {
      return Object.fromEntries(Array.from({ length: count }, (_, index) => [`label-${index}`, '']));
    }),
  ),
  expectFeeds: fc.boolean(),
  testing: fc.constantFrom('on', 'paused', 'off'),
  clientSecretCreatedOn: date,
  authorizedOn: date,
};

/** The routes remove white space around a text; the document describes what is left. */
function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(trimmed);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.trim(), trimmed(member)]));
}

const trim = (bodies: fc.Arbitrary<object>) => bodies.map((body): object => Object(trimmed(body)));

describe('the document and the routes agree on', () => {
  it('connection settings', async () => {
    await agree('ConnectionSettings', trim(near(LWA_VALUES, SETTINGS)), (body) => parseSettings(body).ok);
  });

  it('changes of a connection', async () => {
    const world = await startApiWorld();
    await world.store('acme', LWA_VALUES);
    // What is right comes as far as the store, and changes nothing there.
    world.aws.faults.inject('secretsmanager.UpdateSecret', 'throttled');
    const removals = { ...SETTINGS, displayName: fc.constant(null), authorizedOn: fc.constant(null) };
    const patches = fc.oneof(near({ testing: 'paused' }, SETTINGS), near({ labels: { team: null } }, removals));
    await agree(
      'ConnectionSettingsPatch',
      trim(patches).filter(hasFewLabels),
      async (patch) => {
        const { status } = await world.call('changeConnection', { connectionId: 'acme', body: patch });
        return status !== 400;
      },
      300,
    );
    await world.close();
  });

  it('a new client secret', async () => {
    const { lwaClientId, lwaClientSecret, clientSecretCreatedOn } = SETTINGS;
    const right = { lwaClientId: 'client', lwaClientSecret: 'secret' };
    const bodies = near(right, { lwaClientId, lwaClientSecret, clientSecretCreatedOn });
    await agree('ClientSecret', trim(bodies), isRight(clientSecretBody));
  });

  const minValidSeconds = fc.oneof(fc.constantFrom(-1, 0, 0.5, 60, 2_999, 3_000, 3_001, 1e9), fc.double());

  it('what is said of an access token', async () => {
    await agree('AccessTokenRequest', near({ minValidSeconds: 60 }, { minValidSeconds }), isRight(sellerBody));
  });

  it('what is said of a grantless token', async () => {
    const scope = fc.oneof(
      fc.constantFrom('sellingpartnerapi::notifications', 'a b', '"', '\\', '', 'é', 'a\n'),
      fc.integer({ min: 255, max: 257 }).map((count) => 'a'.repeat(count)),
    );
    const scopes = fc.oneof(
      fc.array(scope, { maxLength: 2 }),
      fc.integer({ min: 19, max: 21 }).map((count) => Array<string>(count).fill('scope')),
    );
    await agree(
      'GrantlessTokenRequest',
      near({ scopes: ['scope'] }, { scopes, minValidSeconds }),
      isRight(grantlessBody),
    );
  });

  it('what is said of a restricted data token', async () => {
    const right = { method: 'GET', path: '/orders/v0/orders' };
    const resource = near(right, {
      method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'get'),
      path: fc.constantFrom('/', '/a/{b}', 'a', '', '/a b', '/a\n'),
      dataElements: fc.array(fc.oneof(fc.constant('buyerInfo'), anything), { maxLength: 2 }),
    });
    const restrictedResources = fc.oneof(
      fc.array(resource, { maxLength: 2 }),
      fc.integer({ min: 49, max: 51 }).map((count) => Array<object>(count).fill(right)),
    );
    const bodies = near({ restrictedResources: [right] }, { restrictedResources, minValidSeconds });
    await agree('RestrictedDataTokenRequest', bodies, isRight(restrictedBody));
  });
});

it('every If-Match that the document accepts can be read', () => {
  const { schema } = API.components.parameters.ifMatch ?? {};
  fc.assert(
    fc.property(fc.stringMatching(new RegExp(String(schema?.pattern))), (value) => {
      expect(parsePrecondition(value, undefined).ok).toBe(true);
    }),
  );
});

function isRight(schema: z.ZodMiniType): (body: object) => boolean {
  return (body) => parseInput(schema, body).ok;
}

/** How many labels there are in the end, a change alone does not tell. */
function hasFewLabels(patch: object): boolean {
  return !('labels' in patch) || Object.keys(Object(patch.labels)).length <= 10;
}

describe('a body may be left out', () => {
  const withBody = OPERATIONS.flatMap(({ operation: { operationId, requestBody } }) =>
    requestBody?.required === undefined ? [] : [[operationId, requestBody.required] as const],
  );

  it.each(withBody)('of %s unless the document requires it: %j', async (operationId, required) => {
    const world = await startApiWorld();
    await world.store('acme', LWA_VALUES);
    const { status } = await world.call(operationId, { connectionId: 'acme' });
    expect(status === 400).toBe(required);
    await world.close();
  });
});
