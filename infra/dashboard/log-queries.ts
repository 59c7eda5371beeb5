/** Logs Insights queries of the dashboard, over the lines that `lib/telemetry/json-log.ts` prints. */

/** `logGroups` are names, or references to them. */
function over(logGroups: readonly string[], commands: readonly string[]): string {
  return [...logGroups.map((name) => `SOURCE '${name}'`), ...commands].join(' | ');
}

/**
 * One row for each connection whose state is failed, with reason and remedy. A failing connection is told of after each of its
 * tests; a test that passes, a save that passed its own or a deletion that comes later takes it off. What Amazon answered tells a
 * save that was tested from one that was not: another name or label heals nothing.
 */
export function failingConnections(logGroups: readonly string[]): string {
  return over(logGroups, [
    `filter message = "connection failing" or (message = "audit" and (${HEALING.join(' or ')}))`,
    'stats latest(message) as last, latest(endpoint) as place, latest(code) as reason, latest(review) as to_review, latest(remedy) as what_to_do, latest(since) as failing_since by connectionId',
    'filter last = "connection failing"',
    'sort failing_since desc',
    'display connectionId, place, reason, to_review, what_to_do, failing_since',
    'limit 100',
  ]);
}

const HEALING = [
  '(action = "test" and outcome = "passed")',
  // An id has digits; of "null", as Logs Insights may take it, that cannot be said.
  '(action in ["save", "change"] and outcome = "ok" and amazonRequestId like /[0-9]/)',
  '(action = "delete" and outcome = "ok")',
];

/** The client secrets and authorizations that end soonest, as plan-tests names them once a day. */
export function expiringSoonest(logGroups: readonly string[]): string {
  return over(logGroups, [
    'filter message = "expiring"',
    'stats latest(daysLeft) as days_left, latest(expiresOn) as ends_on by connectionId, expiring',
    'sort days_left asc',
    'limit 20',
  ]);
}
