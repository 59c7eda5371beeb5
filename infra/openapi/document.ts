/** The OpenAPI 3.1 document of the API, made from the schemas by which the routes read their input. */
import packageJson from '../../package.json' with { type: 'json' };
import { componentSchemas, type JsonSchema } from './component.ts';
import { CONNECTION_COMPONENTS } from './components/connection.ts';
import { PROBLEM_CODES, PROBLEM_COMPONENTS } from './components/problems.ts';
import { clientSecret, connectionSettings, connectionSettingsPatch, patchOf } from './components/settings.ts';
import { TEST_RESULT_COMPONENTS } from './components/test-result.ts';
import { TOKEN_COMPONENTS } from './components/tokens.ts';
import { AMAZON_RESPONSE, ownResponse, problemResponses, requestBody, type SharedResponse } from './content.ts';
import { EXAMPLES } from './examples/examples.ts';
import { problemExample } from './examples/problem-examples.ts';
import { type Operation, TAGS } from './operation.ts';
import { ACCESS_TOKEN_OPERATIONS } from './operations/access-tokens.ts';
import { CONNECTION_TEST_OPERATIONS } from './operations/connection-tests.ts';
import { CONNECTION_OPERATIONS } from './operations/connections.ts';
import { SP_API_OPERATIONS } from './operations/sp-api.ts';
import { HEADERS, PARAMETERS, type ParameterName } from './parameters.ts';

const OPERATIONS: readonly Operation[] = [
  ...CONNECTION_OPERATIONS,
  ...CONNECTION_TEST_OPERATIONS,
  ...ACCESS_TOKEN_OPERATIONS,
  ...SP_API_OPERATIONS,
];

/** As it is kept in `infra/openapi.json`. */
export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}

function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Selling Partner Connections',
      version: packageJson.version,
      summary: packageJson.description,
      description: [
        'Every request is signed with AWS Signature Version 4 for the service `execute-api`; IAM decides about each method and path.',
        'Errors are `application/problem+json` (RFC 9457) with a stable `code`; what API Gateway says itself is `application/json` with a `message`.',
        'Times are ISO 8601 in UTC with milliseconds. A reader must ignore members that it does not know.',
      ].join('\n\n'),
      license: { name: packageJson.license, identifier: packageJson.license },
    },
    servers: [
      {
        url: 'https://{apiId}.execute-api.{region}.amazonaws.com',
        description: 'As deployed: the output `ApiUrl` of the stack.',
        variables: {
          apiId: { default: 'your-api-id', description: 'Id of the HTTP API.' },
          region: { default: 'us-east-1', description: 'AWS region of the stack.' },
        },
      },
      { url: 'http://127.0.0.1:8787', description: 'A local run (`npm start`), which looks at no signature.' },
    ],
    security: [{ sigv4: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4, service `execute-api`.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: sharedResponses(),
      examples: {
        ...EXAMPLES,
        ...Object.fromEntries(PROBLEM_CODES.map((code) => [code, problemExample(code)])),
      },
      schemas: schemas(),
    },
  };
}

function schemas(): Record<string, JsonSchema> {
  const ofComponents = componentSchemas([
    connectionSettings,
    clientSecret,
    ...CONNECTION_COMPONENTS,
    ...TEST_RESULT_COMPONENTS,
    ...TOKEN_COMPONENTS,
    ...PROBLEM_COMPONENTS,
  ]);
  const settings = ofComponents[connectionSettings.name];
  return { ...ofComponents, ...(settings && { [connectionSettingsPatch.name]: patchOf(settings) }) };
}

function paths(): Record<string, Record<string, unknown>> {
  const byPath: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    const [method = '', route = ''] = operation.route.split(' ');
    // OpenAPI knows no parameter that takes the rest of a path.
    const path = route.replace('+}', '}');
    byPath[path] = { ...byPath[path], [method.toLowerCase()]: operationObject(operation) };
  }
  return byPath;
}

function operationObject(operation: Operation) {
  const { operationId, tag, summary, description, body, route, answers } = operation;
  const parameters = [...pathParameters(route), ...(operation.parameters ?? [])];
  const ofAnswers = Object.entries(answers).map(([status, answer]) => [
    status,
    answer === 'amazon' ? refTo(AMAZON_RESPONSE) : ownResponse(answer),
  ]);
  const ofProblems = problemsOf(operation).map(([status, shared]) => [status, refTo(shared)]);
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(parameters.length > 0
      ? { parameters: parameters.map((name) => ({ $ref: `#/components/parameters/${name}` })) }
      : {}),
    ...(body && { requestBody: requestBody(body) }),
    responses: Object.fromEntries([...ofAnswers, ...ofProblems]),
  };
}

function problemsOf({ answers, problems }: Operation): [string, SharedResponse][] {
  return problemResponses(
    ['invalid_request', ...problems, 'internal_error'],
    Object.values(answers).includes('amazon'),
  );
}

function sharedResponses() {
  const shared = [AMAZON_RESPONSE, ...OPERATIONS.flatMap((operation) => problemsOf(operation).map(([, one]) => one))];
  return Object.fromEntries(shared.map(({ name, response }) => [name, response]));
}

function refTo({ name }: SharedResponse) {
  return { $ref: `#/components/responses/${name}` };
}

function pathParameters(route: string): ParameterName[] {
  return (['connectionId', 'path'] as const).filter((name) => new RegExp(`\\{${name}\\+?\\}`).test(route));
}
