import { describe, expect, it } from 'vitest';
import { routeTable } from '../../infra/local-run/route-table.ts';

const find = routeTable(
  [
    'ANY /{proxy+}',
    'GET /pets/{proxy+}',
    'GET /pets/dog/{id}',
    'GET /pets/dog/1',
    'GET /connections',
    'PUT /connections/{connectionId}',
    'POST /connections/{connectionId}/tests',
    'ANY /connections/{connectionId}/sp-api/{path+}',
  ].map((routeKey) => {
    const [method = '', path = ''] = routeKey.split(' ');
    return { method, path, routeKey };
  }),
);

const found = (method: string, path: string) => {
  const match = find(method, path);
  return match && { route: match.route.routeKey, ...match.pathParameters };
};

describe('the routes of an HTTP API', () => {
  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/test/5', 'ANY /{proxy+}'],
  ])("are chosen as in AWS's own example: %s %s", (method, path, routeKey) => {
    expect(find(method, path)?.route.routeKey).toBe(routeKey);
  });

  it('give their variables by name', () => {
    expect(found('POST', '/connections/acme-eu/tests')).toEqual({
      route: 'POST /connections/{connectionId}/tests',
      connectionId: 'acme-eu',
    });
  });

  it('take the rest of a path in a greedy variable, slashes and empty segments and all', () => {
    expect(found('GET', '/connections/acme/sp-api/feeds//2021/')).toEqual({
      route: 'ANY /connections/{connectionId}/sp-api/{path+}',
      connectionId: 'acme',
      path: 'feeds//2021/',
    });
  });

  it('match literal text only as it is, and no variable to nothing', () => {
    const some = routeTable([
      { method: 'GET', path: '/a.b/{id}', routeKey: 'one' },
      { method: 'GET', path: '/c/{rest+}', routeKey: 'many' },
    ]);
    expect(some('GET', '/a.b/1')?.route.routeKey).toBe('one');
    for (const path of ['/axb/1', '/A.b/1', '/a.b/', '/a.b', '/a.b/1/', '/c', '/c/', '/', '']) {
      expect(some('GET', path), path).toBeNull();
    }
    expect(some('POST', '/a.b/1')).toBeNull();
  });

  it('prefer a match in full to a greedy one, whatever their methods', () => {
    const some = routeTable([
      { method: 'GET', path: '/a/{rest+}', routeKey: 'greedy' },
      { method: 'ANY', path: '/a/{id}', routeKey: 'full' },
    ]);
    expect(some('GET', '/a/x')?.route.routeKey).toBe('full');
    expect(some('GET', '/a/x/y')?.route.routeKey).toBe('greedy');
  });

  it('prefer a method of their own to ANY, and the longer literal beginning', () => {
    const some = routeTable([
      { method: 'ANY', path: '/a/{rest+}', routeKey: 'any' },
      { method: 'GET', path: '/a/{rest+}', routeKey: 'get' },
      { method: 'GET', path: '/a/b/{rest+}', routeKey: 'longer' },
    ]);
    expect(some('GET', '/a/x')?.route.routeKey).toBe('get');
    expect(some('PUT', '/a/x')?.route.routeKey).toBe('any');
    expect(some('GET', '/a/b/x')?.route.routeKey).toBe('longer');
  });
});
