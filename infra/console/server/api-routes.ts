/** The routes of the API that the console uses: nothing else is passed on, least of all tokens and operations. */
import { CONNECTION_ID } from '../../../lib/connection/connection-id.ts';

/** As `template.yaml` names them. */
export const FORWARDED_ROUTES = [
  'GET /endpoints',
  'GET /connections',
  'GET /connections/{connectionId}',
  'PUT /connections/{connectionId}',
  'PUT /connections/{connectionId}/untested',
  'PATCH /connections/{connectionId}',
  'DELETE /connections/{connectionId}',
  'POST /connections/{connectionId}/restore',
  'POST /connections/{connectionId}/tests',
  'GET /connections/{connectionId}/tests',
  'POST /connection-tests',
  'POST /client-secrets',
] as const;

const ROUTES = FORWARDED_ROUTES.map((routeKey) => {
  const [method = '', path = ''] = routeKey.split(' ');
  return { method, segments: path.split('/') };
});

/** Whether a request may pass. The path is taken as it is on the wire: anything encoded in it fits no route. */
export function isForwarded(method: string, path: string): boolean {
  const given = path.split('/');
  return ROUTES.some(
    (route) =>
      route.method === method &&
      route.segments.length === given.length &&
      route.segments.every((segment, index) => fits(segment, given[index] ?? '')),
  );
}

function fits(expected: string, given: string): boolean {
  return expected === '{connectionId}' ? CONNECTION_ID.test(given) : expected === given;
}
