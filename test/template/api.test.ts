import { describe, expect, test } from 'vitest';
import { mapAt } from '../../infra/template/values.ts';
import { functions, lambdaFunctions, resourcesOf, template } from './stack.ts';

const api = resourcesOf('AWS::Serverless::HttpApi').Api ?? {};

describe('the HTTP API', () => {
  test('has these routes', () => {
    const routes = functions.flatMap(({ name, routes }) => routes.map(({ routeKey }) => `${routeKey} → ${name}`));
    expect(routes.sort()).toEqual([
      'ANY /connections/{connectionId}/sp-api/{path+} → operations',
      'DELETE /connections/{connectionId} → connections',
      'GET /connections → connections',
      'GET /connections/{connectionId} → connections',
      'GET /connections/{connectionId}/tests → connection-tests',
      'GET /endpoints → connections',
      'PATCH /connections/{connectionId} → connections',
      'POST /client-secrets → connections',
      'POST /connection-tests → connection-tests',
      'POST /connections/{connectionId}/access-tokens → access-tokens',
      'POST /connections/{connectionId}/grantless-tokens → access-tokens',
      'POST /connections/{connectionId}/restore → connections',
      'POST /connections/{connectionId}/restricted-data-tokens → access-tokens',
      'POST /connections/{connectionId}/tests → connection-tests',
      'PUT /connections/{connectionId} → connections',
      'PUT /connections/{connectionId}/untested → connections',
    ]);
  });

  test('lets IAM decide about every route, by default and without exception', () => {
    expect(api.Auth).toEqual({ EnableIamAuthorizer: true, DefaultAuthorizer: 'AWS_IAM' });
    for (const [logicalId, { Events }] of Object.entries(resourcesOf('AWS::Serverless::Function'))) {
      for (const [name, event] of Object.entries(mapAt(Events, logicalId))) {
        const { Type } = mapAt(event, name);
        expect(['HttpApi', 'SQS', 'ScheduleV2'], `${logicalId}.${name}`).toContain(Type);
        if (Type !== 'HttpApi') continue;
        // Nothing else: an Auth, a time-out or a payload format of its own would make this route unlike the others.
        const Properties = { ApiId: 'Api', Method: expect.any(String), Path: expect.any(String) };
        expect(event, `${logicalId}.${name}`).toEqual({ Type, Properties });
      }
    }
  });

  test('is set up by these properties alone, none of them in Globals', () => {
    const looked = ['StageName', 'Auth', 'DefaultRouteSettings', 'RouteSettings', 'AccessLogSettings'];
    expect(Object.keys(api).sort()).toEqual(looked.sort());
    expect(Object.keys(template.globals)).toEqual(['Function']);
  });

  test('is the only way in: no function has an address of its own, and there is no other API', () => {
    for (const [logicalId, fn] of Object.entries(lambdaFunctions())) {
      expect(fn, logicalId).not.toHaveProperty('FunctionUrlConfig');
    }
    const types = Object.values(template.resources).map(({ type }) => type);
    const ways = types.filter((type) =>
      /^AWS::(?:ApiGateway|Serverless::.*Api$|Lambda::Url|ElasticLoadBalancing)/.test(type),
    );
    expect(ways).toEqual(['AWS::Serverless::HttpApi']);
  });

  test('allows no browser of another origin', () => {
    expect(api).not.toHaveProperty('CorsConfiguration');
  });

  test('is served at its root, so that paths begin with the route', () => {
    expect(api.StageName).toBe('$default');
  });

  test('answers before API Gateway gives up after 30 seconds', () => {
    for (const fn of functions.filter(({ routes }) => routes.length > 0)) {
      expect(fn.timeoutSeconds, fn.name).toBeLessThan(30);
    }
  });

  test('has a throttle for all routes, a lower one where credentials are tried, and no metrics of each, which are charged', () => {
    expect(api.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 100,
      ThrottlingBurstLimit: 200,
    });
    expect(api.RouteSettings).toEqual({
      'POST /connection-tests': { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 10 },
      'POST /client-secrets': { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 10 },
    });
  });

  test('throttles routes that there are: API Gateway refuses others', () => {
    const routeKeys = functions.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey));
    expect(routeKeys).toEqual(expect.arrayContaining(Object.keys(mapAt(api.RouteSettings, 'RouteSettings'))));
  });

  test('logs who called which route with what outcome, and neither path nor query nor headers', () => {
    const { Format, ...others } = mapAt(api.AccessLogSettings, 'AccessLogSettings');
    expect(others).toEqual({ DestinationArn: 'ApiLogGroup.Arn' });
    expect(JSON.parse(String(Format))).toEqual({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      routeKey: '$context.routeKey',
      status: '$context.status',
      caller: '$context.identity.userArn',
      latencyMs: '$context.responseLatency',
      integrationLatencyMs: '$context.integrationLatency',
      integrationError: '$context.integrationErrorMessage',
    });
  });
});
