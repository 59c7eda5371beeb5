/** What people, programs and networks may send, from almost right to nonsense. */
import fc from 'fast-check';
import { MARKERS, settingsOf } from '../faults/marked-connection.ts';
import { CELL } from './fuzzed-world.ts';

const SETTINGS = settingsOf(CELL);

export const anyText = fc.string({ unit: 'binary', maxLength: 100 });
export const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 });
/** Texts that somebody may paste in the wrong place. */
export const aSecret = fc.constantFrom(
  SETTINGS.lwaClientSecret,
  SETTINGS.lwaRefreshToken,
  MARKERS['request body'],
  MARKERS['access token'],
);
const anything = fc.oneof(
  anyText,
  anyJson,
  aSecret,
  fc.array(aSecret, { maxLength: 2 }),
  fc.record({ value: aSecret }),
);

const fields = {
  endpoint: fc.oneof(fc.constantFrom('na', 'eu', 'fe', 'na-sandbox', 'UK', 'DE', 'A1F83G8C2ARO7P'), anything),
  // It is no secret, and is shown whole.
  lwaClientId: fc.oneof(fc.constant(SETTINGS.lwaClientId), fc.constant(`${CELL}"`), anyJson),
  lwaClientSecret: fc.oneof(fc.constant(SETTINGS.lwaClientSecret), anything),
  lwaRefreshToken: fc.oneof(fc.constant(SETTINGS.lwaRefreshToken), anything),
  displayName: anyText,
  accountType: fc.oneof(fc.constantFrom('seller', 'vendor'), anything),
  // What is entered as a value of a label is shown, as a name is: no secret there.
  labels: fc.oneof(fc.dictionary(fc.oneof(anyText, aSecret), fc.oneof(anyText, anyJson)), fc.array(aSecret), aSecret),
  expectFeeds: fc.oneof(fc.boolean(), anything),
  testing: fc.oneof(fc.constantFrom('on', 'paused'), anything),
  clientSecretCreatedOn: fc.oneof(fc.constant('2026-09-01'), anything),
  authorizedOn: fc.oneof(fc.constant('2026-09-01'), anything),
};

/** Settings with some fields wrong, some missing, some that there are not. */
export const almostSettings = fc
  .tuple(
    fc.record(fields, { requiredKeys: [] }),
    fc.subarray(Object.keys(SETTINGS)),
    fc.oneof(fc.constant({}), fc.dictionary(fc.oneof(anyText, aSecret), anyJson, { maxKeys: 2 })),
  )
  .map(([wrong, right, more]) => ({
    ...wrong,
    ...Object.fromEntries(Object.entries(SETTINGS).filter(([name]) => right.includes(name))),
    ...more,
  }));

/** What may lie in Secrets Manager: a text of any kind, JSON cut off or whole, with secrets in it. */
export const storedText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.tuple(aSecret, aSecret).map((secrets) => secrets.join(' ')),
  anyJson.map((value) => JSON.stringify(value)),
  almostSettings.map((value) => JSON.stringify(value)),
  fc.tuple(almostSettings, fc.nat(200)).map(([value, cut]) => `${JSON.stringify(value).slice(0, -cut)} `),
  fc.tuple(almostSettings, anyJson).map(([value, schema]) => JSON.stringify({ ...value, schema, createdAt: schema })),
);

export const body = fc.oneof(
  anyText,
  anyJson.map((value) => JSON.stringify(value)),
  almostSettings.map((value) => JSON.stringify(value)),
  fc.record({ scopes: anything, minValidSeconds: anyJson }, { requiredKeys: [] }).map((value) => JSON.stringify(value)),
  fc.record({ restrictedResources: anything }).map((value) => JSON.stringify(value)),
);
