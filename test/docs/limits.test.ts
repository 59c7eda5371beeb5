/** The table of limits in the page about the API: what the code and the template keep to. */
import { expect, it } from 'vitest';
import { mapAt, numberAt } from '../../infra/template/values.ts';
import { CONNECTION_ID } from '../../lib/connection/connection-id.ts';
import {
  LABEL_KEY_CHARACTERS,
  LABEL_VALUE_CHARACTERS,
  LABELS,
  LWA_VALUE_BYTES,
  NAME_CHARACTERS,
} from '../../lib/connection/settings.ts';
import { MANUAL_TESTS, MANUAL_TESTS_WINDOW_MS } from '../../lib/connection-test/manual-limit.ts';
import { BODY_LIMIT_BYTES } from '../../lib/http/api-request.ts';
import { LONGEST_RECOVERY_DAYS, SHORTEST_RECOVERY_DAYS } from '../../lib/http/connection-routes.ts';
import { DEFAULT_LIMIT, LARGEST_LIMIT } from '../../lib/http/paging.ts';
import { LONGEST_VALIDITY_SECONDS, RESTRICTED_RESOURCES, SCOPES } from '../../lib/http/token-routes.ts';
import { OPERATION_TIMEOUT_MS } from '../../lib/operation/perform-operation.ts';
import { LAMBDA_PAYLOAD_BYTES } from '../../lib/payload-limit.ts';
import { DEFAULT_MIN_VALID_SECONDS } from '../../lib/token/token.ts';
import { resourcesOf } from '../template/stack.ts';
import { page } from './documents.ts';
import { tableOf } from './markdown.ts';

const api = resourcesOf('AWS::Serverless::HttpApi').Api ?? {};
const routes = mapAt(api.RouteSettings, 'RouteSettings');

/** As `100 a second, 200 at once`. */
function rate(settings: Parameters<typeof mapAt>[0]): string {
  const { ThrottlingRateLimit, ThrottlingBurstLimit } = mapAt(settings, 'route settings');
  return `${numberAt(ThrottlingRateLimit, 'rate')} a second, ${numberAt(ThrottlingBurstLimit, 'burst')} at once`;
}

const number = (value: number) => value.toLocaleString('en-US');

const LIMITS: ReadonlyArray<readonly [of: string, atMost: string]> = [
  ['the id of a connection', `\`${CONNECTION_ID.source}\``],
  ['each LWA value', `${number(LWA_VALUE_BYTES)} bytes`],
  ['`displayName`', `${NAME_CHARACTERS} characters`],
  [
    '`labels`',
    `${LABELS}, with keys of 1 to ${LABEL_KEY_CHARACTERS} characters and values of ${LABEL_VALUE_CHARACTERS}`,
  ],
  ['a body of ours, not one for Amazon', `${BODY_LIMIT_BYTES / 1_024} KiB`],
  ['a page of a list (`limit`)', `${LARGEST_LIMIT} entries, ${DEFAULT_LIMIT} unless said`],
  ['`scopes` of a token', `${SCOPES}`],
  ['`restrictedResources` of a token', `${RESTRICTED_RESOURCES}`],
  ['`minValidSeconds`', `${number(LONGEST_VALIDITY_SECONDS)}, ${DEFAULT_MIN_VALID_SECONDS} unless said`],
  ['`recoveryDays`', `${LONGEST_RECOVERY_DAYS}, which it is unless said; ${SHORTEST_RECOVERY_DAYS} at least`],
  ['tests of a connection by hand', `${MANUAL_TESTS} in ${MANUAL_TESTS_WINDOW_MS / 60_000} minutes`],
  ['an operation, repeats included', `${OPERATION_TIMEOUT_MS / 1_000} seconds`],
  ['an answer', `${number(LAMBDA_PAYLOAD_BYTES)} bytes`],
  ['requests to a route', rate(api.DefaultRouteSettings)],
  ['`POST /connection-tests`', rate(routes['POST /connection-tests'])],
  ['`POST /client-secrets`', rate(routes['POST /client-secrets'])],
];

const shown = tableOf(page('api'), 'of').rows;

it.each(LIMITS)('the page says the limit of %s', (of, atMost) => {
  const row = shown.find(([name]) => name === of);
  expect(row?.[1]).toContain(atMost);
});

it('the page says no other limit of ours', () => {
  const others = shown.map(([name]) => name).filter((name) => LIMITS.every(([of]) => of !== name));
  expect(others).toEqual(['connections']);
});
