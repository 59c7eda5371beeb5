/** Everything besides the body that a request can say. */
import { ENDPOINT_NAMES } from '../../lib/amazon/endpoints.ts';
import { CONNECTION_ID } from '../../lib/connection/connection-id.ts';
import { LONGEST_RECOVERY_DAYS, SHORTEST_RECOVERY_DAYS } from '../../lib/http/connection-routes.ts';
import { DEFAULT_LIMIT, LARGEST_LIMIT } from '../../lib/http/paging.ts';

const ENTITY_TAG = '"[^"]*"';

/** By the name under which operations refer to them. */
export const PARAMETERS = {
  connectionId: {
    name: 'connectionId',
    in: 'path',
    required: true,
    description: 'The id of the connection. Whoever creates it chooses it; rights are given by it.',
    schema: { type: 'string', pattern: CONNECTION_ID.source },
    example: 'acme-eu',
  },
  path: {
    name: 'path',
    in: 'path',
    required: true,
    description:
      'Path of the operation at Amazon, without the first slash. Slashes in it may be written as they are or encoded; a slash that belongs to a segment needs the header `x-sp-api-path`.',
    schema: { type: 'string', minLength: 1 },
    example: 'listings/2021-08-01/items/A1B2C3/SKU/1',
  },
  query: {
    name: 'query',
    in: 'query',
    description: 'Query of the operation, any names: it goes to Amazon byte for byte.',
    style: 'form',
    explode: true,
    schema: { type: 'object', additionalProperties: { type: 'string' } },
    example: { marketplaceIds: 'A1PA6795UKMFR9', includedData: 'summaries,offers' },
  },
  spApiPath: {
    name: 'x-sp-api-path',
    in: 'header',
    description: 'The path to send, encoded, with its first slash. It must decode to the path of the URL.',
    schema: { type: 'string', pattern: '^/' },
    example: '/listings/2021-08-01/items/A1B2C3/SKU%2F1',
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'Only if the connection is in this version (its `ETag`, or its `version` as it is) or in one of several; `*`: only if it exists. Else 412.',
    schema: { type: 'string', pattern: `^(\\*|[\\w-]{1,64}|${ENTITY_TAG}(, ?${ENTITY_TAG})*)$` },
    example: '"5f0c7f0a-2f5b-5d0e-9d1c-6d6f3a1b2c3d"',
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'Only if there is no such connection, else 412. Not together with `If-Match`.',
    schema: { type: 'string', const: '*' },
    example: '*',
  },
  limit: {
    name: 'limit',
    in: 'query',
    description: 'How many entries a page has at most.',
    schema: { type: 'integer', minimum: 1, maximum: LARGEST_LIMIT, default: DEFAULT_LIMIT },
    example: 20,
  },
  nextToken: {
    name: 'nextToken',
    in: 'query',
    description: 'The `nextToken` of the page before, with the same filters.',
    schema: { type: 'string', minLength: 1 },
  },
  endpoint: {
    name: 'endpoint',
    in: 'query',
    description: 'Only connections to this endpoint.',
    schema: { type: 'string', enum: ENDPOINT_NAMES },
    example: 'eu',
  },
  state: {
    name: 'state',
    in: 'query',
    description: 'Only connections in this state.',
    schema: { type: 'string', enum: ['passed', 'failed', 'unknown'] },
    example: 'failed',
  },
  lwaClientId: {
    name: 'lwaClientId',
    in: 'query',
    description: 'Only connections of this LWA client id.',
    schema: { type: 'string', minLength: 1 },
  },
  recoveryDays: {
    name: 'recoveryDays',
    in: 'query',
    description: 'For how many days the connection can be restored.',
    schema: {
      type: 'integer',
      minimum: SHORTEST_RECOVERY_DAYS,
      maximum: LONGEST_RECOVERY_DAYS,
      default: LONGEST_RECOVERY_DAYS,
    },
    example: 7,
  },
} as const;

export type ParameterName = keyof typeof PARAMETERS;

/** Headers of answers. */
export const HEADERS = {
  'Cache-Control': {
    description: 'Nothing that this API answers may be kept by a cache.',
    required: true,
    schema: { type: 'string', const: 'no-store' },
  },
  ETag: {
    description: 'The version of the connection, for `If-Match`.',
    required: true,
    schema: { type: 'string', pattern: `^${ENTITY_TAG}$` },
  },
  'Retry-After': {
    description: 'After how many seconds to come again. What API Gateway says itself has none.',
    schema: { type: 'integer', minimum: 1 },
  },
  'x-answered-by': {
    description: 'Tells an answer of Amazon from one of this API.',
    required: true,
    schema: { type: 'string', const: 'amazon' },
  },
  'x-attempts': {
    description: 'How many requests were sent to the Selling Partner API.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

export type HeaderName = keyof typeof HEADERS;
