/** The document as a test reads it: its operations, its schemas, and whether an answer is as it says. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiText } from '../../infra/openapi/document.ts';

export interface SchemaObject {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaObject>>;
  readonly oneOf?: readonly SchemaObject[];
}

export interface MediaType {
  readonly schema: SchemaObject;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}

export interface Header {
  readonly required?: boolean;
  readonly schema: SchemaObject;
}

export interface ResponseObject {
  readonly $ref?: string;
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header & { readonly $ref?: string }>>;
  readonly content: Readonly<Record<string, MediaType>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description: string;
  readonly schema: SchemaObject;
  readonly example?: unknown;
}

export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly $ref: string }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

export interface ApiDocument {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, SchemaObject>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly headers: Readonly<Record<string, Header>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
  };
}

export const API: ApiDocument = JSON.parse(openApiText());

export interface Described {
  /** As API Gateway would write it, but for the greedy `{path+}`. */
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
}

export const OPERATIONS: readonly Described[] = Object.entries(API.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

/** What a reference leads to; anything else is what it is. */
export function resolved<Value extends { readonly $ref?: string }>(value: Value): Value {
  if (value.$ref === undefined) return value;
  const way = value.$ref.replace(/^#\//, '').split('/');
  return way.reduce((place: unknown, part) => Reflect.get(Object(place), part), API) as Value;
}

/** Codes of the problems that a response may hold, by its schema. */
export function problemCodes({ content }: ResponseObject): string[] {
  const schema = content['application/problem+json']?.schema;
  return (schema?.oneOf ?? (schema ? [schema] : [])).map((one) => String(resolved(one).properties?.code?.const));
}

/**
 * Validates by the schemas of the document. `exact`: where a schema names its members there are no others, as it must be for
 * what this system answers, though not for what a reader may accept.
 */
export function validator(options: { readonly exact: boolean }): (schema: SchemaObject) => ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  ajv.addVocabulary(['discriminator']);
  const prepared = (schema: SchemaObject): SchemaObject =>
    JSON.parse(JSON.stringify(schema), (_key, value) => standingAlone(value, options.exact));
  for (const [name, schema] of Object.entries(API.components.schemas)) ajv.addSchema(prepared(schema), name);
  return (schema) => ajv.compile(prepared(schema));
}

function standingAlone(value: unknown, exact: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value && typeof value.$ref === 'string') {
    return { ...value, $ref: value.$ref.replace('#/components/schemas/', '') };
  }
  const open = 'properties' in value && 'type' in value && !('additionalProperties' in value);
  return exact && open ? { ...value, additionalProperties: false } : value;
}

const exactly = validator({ exact: true });

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What of an answer is not as the document says; empty when all is. */
export function deviations(operation: OperationObject, { status, headers, body }: Answered): string[] {
  const described = operation.responses[status] ?? operation.responses.default;
  if (!described) return [`${status} is not described`];
  const response = resolved(described);
  const mediaType = headers['content-type'] ?? '';
  const content = response.content[mediaType] ?? response.content['*/*'];
  if (!content) return [`${status} with ${mediaType} is not described`];
  const validate = exactly(content.schema);
  const wrong = validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  return [...wrong, ...headerDeviations(response, headers)];
}

function headerDeviations({ headers: described = {} }: ResponseObject, headers: Answered['headers']): string[] {
  return Object.entries(described).flatMap(([name, reference]) => {
    const { required, schema } = resolved(reference);
    const value = headers[name.toLowerCase()];
    if (value === undefined) return required ? [`${name} is missing`] : [];
    const read = schema.type === 'integer' ? Number(value) : value;
    return exactly(schema)(read) ? [] : [`${name}: ${value} is not as described`];
  });
}

/** Every schema of the document with the place where it stands. */
export function everySchema(): [place: string, schema: unknown][] {
  const found: [string, unknown][] = [];
  const visit = (place: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      const here = `${place}/${key}`;
      if (key === 'examples' || key === 'example') continue;
      if (key === 'schema') found.push(...withParts(here, member));
      else if (key === 'schemas')
        for (const [name, one] of Object.entries(member)) found.push(...withParts(`${here}/${name}`, one));
      else visit(here, member);
    }
  };
  visit('', API);
  return found;
}

function withParts(place: string, schema: unknown): [string, unknown][] {
  const parts: [string, unknown][] = Object.entries(Object(schema)).flatMap(([keyword, value]) => {
    const here = `${place}/${keyword}`;
    switch (keyword) {
      case 'properties':
        return Object.entries(Object(value)).flatMap(([name, part]) => withParts(`${here}/${name}`, part));
      case 'anyOf':
      case 'oneOf':
      case 'allOf':
      case 'prefixItems':
        return Object.entries(Object(value)).flatMap(([index, part]) => withParts(`${here}/${index}`, part));
      case 'items':
      case 'propertyNames':
        return withParts(here, value);
      case 'additionalProperties':
        return value === false ? [] : withParts(here, value);
      default:
        return [];
    }
  });
  return [[place, schema], ...parts];
}
