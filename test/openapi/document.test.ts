import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApiText } from '../../infra/openapi/document.ts';
import { ANY_METHODS } from '../../infra/openapi/operations/sp-api.ts';
import { templateFunctions } from '../../infra/template/functions.ts';
import { readTemplate } from '../../infra/template/template.ts';
import { settingsOf } from '../../lib/connection/settings.ts';
import { settingsWarnings } from '../../lib/connection/warnings.ts';
import { PROBLEM_STATUS } from '../../lib/http/problem.ts';
import {
  API,
  everySchema,
  type MediaType,
  OPERATIONS,
  problemCodes,
  resolved,
  type SchemaObject,
  validator,
} from './described-api.ts';

it('is kept as it is made: else `npm run openapi` was forgotten', () => {
  const kept = readFileSync(new URL('../../infra/openapi.json', import.meta.url), 'utf8');
  expect(kept === openApiText()).toBe(true);
});

describe('a validator of OpenAPI 3.1', () => {
  let complaints: (change?: (document: Changeable) => unknown) => Promise<string[]>;

  beforeAll(async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    complaints = async (change = () => undefined) => {
      const document: Changeable = JSON.parse(openApiText());
      change(document);
      const source = JSON.stringify(document);
      const problems = await lintFromString({ source, config, absoluteRef: 'openapi.json' });
      return problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`);
    };
  });

  /** No described operation tells this code, which belongs to the closed list all the same. */
  const UNUSED = [
    'no-unused-components #/components/schemas/RouteNotFoundProblem',
    'no-unused-components #/components/examples/route_not_found',
  ];

  it('accepts the document', async () => {
    expect(await complaints()).toEqual(UNUSED);
  });

  it.each<[string, (document: Changeable) => unknown]>([
    [
      'a reference to nothing',
      ({ components }) =>
        Object.assign(at(components, 'schemas', 'SavedConnection', 'properties', 'connection'), {
          $ref: '#/components/schemas/Nothing',
        }),
    ],
    [
      'a type that there is not',
      ({ components }) =>
        Object.assign(at(components, 'schemas', 'AccessToken', 'properties', 'tokenType'), { type: 'strnig' }),
    ],
    [
      'a keyword of OpenAPI 3.0',
      ({ components }) =>
        Object.assign(at(components, 'schemas', 'AccessToken', 'properties', 'tokenType'), { nullable: true }),
    ],
    [
      'a parameter in no place',
      ({ components }) => Object.assign(at(components, 'parameters', 'limit'), { in: 'somewhere' }),
    ],
    [
      'a path parameter left out',
      ({ paths }) => Object.assign(at(paths, '/connections/{connectionId}', 'get'), { parameters: [] }),
    ],
    [
      'one operation id for two',
      ({ paths }) => Object.assign(at(paths, '/connections', 'get'), { operationId: 'listEndpoints' }),
    ],
    [
      'a response without a description',
      ({ components }) => Object.assign(at(components, 'responses', 'InvalidRequest'), { description: undefined }),
    ],
    ['a security scheme that there is not', (document) => Object.assign(document, { security: [{ password: [] }] })],
    [
      'an example that breaks its schema',
      ({ components }) => Object.assign(at(components, 'examples', 'accessToken', 'value'), { tokenType: 'Bearer' }),
    ],
    ['a document without a title', (document) => Object.assign(document, { info: { version: '1' } })],
  ])('refuses %s', async (_what, change) => {
    expect((await complaints(change)).filter((complaint) => !UNUSED.includes(complaint))).not.toEqual([]);
  });
});

interface Changeable {
  components: unknown;
  paths: unknown;
}

function at(start: unknown, ...way: readonly string[]): object {
  return Object(way.reduce((place: unknown, name) => Reflect.get(Object(place), name), start));
}

describe('its operations', () => {
  it('are the routes of the template', () => {
    const described = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
    const routes = templateFunctions(readTemplate()).flatMap(({ routes }) => routes);
    const deployed = routes.flatMap(({ method, path }) => {
      const written = path.replace('+}', '}');
      return (method === 'ANY' ? ANY_METHODS : [method]).map((one) => `${one} ${written}`);
    });
    expect(described.sort()).toEqual(deployed.sort());
  });

  it('have names in camel case, each its own, and one tag', () => {
    const names = OPERATIONS.map(({ operation }) => operation.operationId);
    expect(names.filter((name) => !/^[a-z]+([A-Z][a-z]*)*$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    const tags = API.tags.map(({ name }) => [name]);
    for (const { operation } of OPERATIONS) expect(tags).toContainEqual(operation.tags);
  });

  it('name every parameter of their path', () => {
    for (const { path, operation } of OPERATIONS) {
      const inPath = (operation.parameters ?? []).map(({ $ref }) => $ref.split('/').at(-1));
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect(inPath).toContain(name);
    }
  });

  it('tell every problem in the response of its status', () => {
    for (const { operation } of OPERATIONS) {
      for (const [status, response] of Object.entries(operation.responses)) {
        for (const code of problemCodes(resolved(response))) {
          expect([code, String(Reflect.get(PROBLEM_STATUS, code))]).toEqual([code, status]);
        }
      }
    }
  });
});

describe('its schemas', () => {
  const schemas = everySchema();

  it('are found', () => {
    expect(schemas.length).toBeGreaterThan(300);
  });

  it('leave nothing open: each says what a value is', () => {
    const saying = ['type', 'const', 'enum', '$ref', 'anyOf', 'oneOf'];
    const open = schemas.filter(([, schema]) => !saying.some((keyword) => keyword in Object(schema)));
    expect(open.map(([place]) => place)).toEqual([]);
  });

  it('are described, and so are their fields', () => {
    const components = Object.entries(API.components.schemas);
    const silent = components.flatMap(([name, { title, description, properties = {} }]) => [
      ...(title && description ? [] : [name]),
      ...Object.entries(properties).flatMap(([field, schema]) => (schema.description ? [] : [`${name}.${field}`])),
    ]);
    expect(silent).toEqual([]);
  });

  it('name every problem code, each with its status', () => {
    const problems = Object.entries(API.components.schemas).filter(([name]) => name.endsWith('Problem'));
    const told = problems.map(([, { properties }]) => [properties?.code?.const, properties?.status?.const]);
    expect(Object.fromEntries(told)).toEqual(PROBLEM_STATUS);
  });

  it('name every warning about a value', () => {
    const lookAlikes = [
      'amzn1.application-oa2-client.1',
      'amzn1.sp.solution.1',
      'amzn1.oa2-cs.1',
      'Atzr|1',
      'Atza|1',
      'Atz.sprdt|1',
      '" "',
    ];
    const codes = lookAlikes.flatMap((value) => {
      const settings = settingsOf({ lwaClientId: value, lwaClientSecret: value, lwaRefreshToken: value });
      return settingsWarnings(settings).map(({ code }) => code);
    });
    const { description } = API.components.schemas.Warning?.properties?.code ?? {};
    expect(new Set(codes).size).toBe(9);
    for (const code of codes) expect(description).toContain(`\`${code}\``);
  });
});

describe('every example is as its schema says', () => {
  const validate = validator({ exact: true });
  const wrongWith = (schema: SchemaObject, value: unknown) => {
    const check = validate(schema);
    return check(value) ? [] : check.errors;
  };

  const contents: [string, MediaType][] = OPERATIONS.flatMap(({ operation }) => [
    ...Object.entries(operation.requestBody?.content ?? {}).map(([mediaType, content]): [string, MediaType] => [
      `${operation.operationId} ${mediaType}`,
      content,
    ]),
    ...Object.entries(operation.responses).flatMap(([status, response]) =>
      Object.entries(resolved(response).content).map(([mediaType, content]): [string, MediaType] => [
        `${operation.operationId} ${status} ${mediaType}`,
        content,
      ]),
    ),
  ]);

  it.each(contents.filter(([, { examples }]) => examples))('%s', (_place, { schema, examples = {} }) => {
    for (const [name, { $ref }] of Object.entries(examples)) {
      const example = API.components.examples[$ref.replace('#/components/examples/', '')];
      expect([name, wrongWith(schema, example?.value)]).toEqual([name, []]);
    }
  });

  it.each(Object.entries(API.components.parameters))('parameter %s', (_name, { schema, example }) => {
    if (example !== undefined) expect(wrongWith(schema, example)).toEqual([]);
  });

  it('and every body of ours has one', () => {
    const without = contents.filter(([, { schema, examples }]) => isOurs(schema) && !examples);
    expect(without.map(([place]) => place)).toEqual([]);
  });

  it('and shows no value that could be somebody’s', () => {
    const shown = JSON.stringify(API.components.examples);
    const secrets = [...shown.matchAll(/(?:amzn1\.[\w.-]+|At[\w.]+\|[\w-]+)/g)].map(([value]) => value);
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter((value) => !/0{12}|\|simulated-/.test(value))).toEqual([]);
  });
});

/** What API Gateway and Amazon say is theirs to show. */
function isOurs({ $ref, oneOf }: SchemaObject): boolean {
  return oneOf !== undefined || ($ref !== undefined && !$ref.endsWith('/GatewayMessage'));
}
