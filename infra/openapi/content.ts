/** Request bodies and responses: which media type holds what, and what else comes with it. */
import { type ProblemCode, statusOf } from '../../lib/http/problem.ts';
import { type JsonSchema, ref } from './component.ts';
import { gatewayMessage, pascalCase, problemOf, whenTold } from './components/problems.ts';
import type { OwnAnswer, RequestBody } from './operation.ts';
import type { HeaderName } from './parameters.ts';

export interface Content {
  readonly description: string;
  readonly required?: boolean;
  readonly headers?: JsonSchema;
  readonly content: Readonly<Record<string, JsonSchema>>;
}

/** Of Amazon's bodies nothing is promised here: its own models describe them. */
const AMAZON_CONTENT = {
  'application/json': {
    schema: {
      type: ['object', 'array'],
      items: { type: 'object' },
      description: "As Amazon's model of the operation describes it.",
    },
  },
  '*/*': {
    schema: { type: 'string', format: 'binary', description: 'Anything else that the operation takes or answers.' },
  },
};

export function requestBody(body: RequestBody): Content {
  if (body === 'amazon') {
    return {
      description: 'The body of the operation; of any media type, passed on as it is.',
      content: AMAZON_CONTENT,
    };
  }
  const { schema, required, mediaTypes = ['application/json'], examples } = body;
  const content = { schema: ref(schema), examples: exampleRefs(examples) };
  return {
    description: `A JSON object of at most 32 KiB.${required ? '' : ' None means `{}`.'}`,
    required,
    content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, content])),
  };
}

/** A response that several operations have: kept once, under a name. */
export interface SharedResponse {
  readonly name: string;
  readonly response: Content;
}

export function ownResponse({ description, schema, headers = [], examples }: OwnAnswer): Content {
  return {
    description,
    headers: headerRefs(['Cache-Control', ...headers]),
    content: { 'application/json': { schema: ref(schema), examples: exampleRefs(examples) } },
  };
}

export const AMAZON_RESPONSE: SharedResponse = {
  name: 'Amazon',
  response: {
    description: "Amazon's answer: its status and body, and those of its headers that concern a caller.",
    headers: headerRefs(['x-answered-by', 'x-attempts', 'Retry-After']),
    content: AMAZON_CONTENT,
  },
};

/** What API Gateway may say itself, by status; all of it concerns every route. */
const GATEWAY: Readonly<Record<string, string>> = {
  403: 'the signature is missing or wrong, or IAM does not allow the caller this method and path.',
  429: 'more requests than the API accepts.',
  500: 'the function broke off.',
  503: 'there was no answer within 30 seconds.',
};

/** Responses by status: the problems of an operation, what API Gateway says, and where `amazon`, that Amazon may say it too. */
export function problemResponses(codes: readonly ProblemCode[], amazon: boolean): [string, SharedResponse][] {
  const statuses = new Set([...codes.map((code) => String(statusOf(code))), ...Object.keys(GATEWAY)]);
  return [...statuses].sort().map((status) => {
    const told = codes.filter((code) => String(statusOf(code)) === status);
    const name = [...told.map(pascalCase), ...(amazon ? [AMAZON_RESPONSE.name] : [])].join('Or');
    return [status, { name: name || `Gateway${status}`, response: problemResponse(status, told, amazon) }];
  });
}

function problemResponse(status: string, codes: readonly ProblemCode[], amazon: boolean): Content {
  const gateway = GATEWAY[status];
  const told = [
    ...codes.map((code) => `\`${code}\`: ${whenTold(code)}`),
    ...(gateway ? [`Of API Gateway: ${gateway}`] : []),
    ...(amazon ? ['Or an answer of Amazon: with the header `x-answered-by`.'] : []),
  ];
  return {
    description: told.join('\n\n'),
    ...(codes.some(isRetriable) ? { headers: headerRefs(['Retry-After']) } : {}),
    content: {
      ...(codes.length > 0 && { 'application/problem+json': { schema: oneOf(codes), examples: exampleRefs(codes) } }),
      ...(gateway && { 'application/json': { schema: ref(gatewayMessage) } }),
      // Wide enough for API Gateway's message, too.
      ...(amazon && AMAZON_CONTENT),
    },
  };
}

/** Those that say when to come again. */
function isRetriable(code: ProblemCode): boolean {
  return statusOf(code) === 429 || statusOf(code) === 503;
}

function oneOf(codes: readonly ProblemCode[]): JsonSchema {
  const [first, ...more] = codes.map((code) => ref(problemOf(code)));
  if (first && more.length === 0) return first;
  const mapping = Object.fromEntries(codes.map((code) => [code, ref(problemOf(code)).$ref]));
  return { oneOf: [first, ...more], discriminator: { propertyName: 'code', mapping } };
}

function exampleRefs(names: readonly string[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }]));
}

function headerRefs(names: readonly HeaderName[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
