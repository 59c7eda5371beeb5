/** Logs Insights queries of the dashboard, over the lines that `lib/telemetry/json-log.ts` prints. */

/** `logGroups` are names, or references to them. */
function over(logGroups: readonly string[], commands: readonly string[]): string {
  return [...logGroups.map((name) => `SOURCE '${name}'`), ...commands].join(' | ');
}

/**
 * One row for each connection whose state is failed, with reason and remedy. A failing connection is told of after each of its
 * tests; a test that passes, a save or a deletion that comes later takes it off.
 */
export function failingConnections(logGroups: readonly string[]): string {
  return over(logGroups, [
    'filter message = "connection failing" or (message = "audit" and action in ["test", "save", "change", "delete"] and outcome in ["passed", "ok"])',
    'stats latest(message) as last, latest(endpoint) as place, latest(code) as reason, latest(review) as to_review, latest(remedy) as what_to_do, latest(since) as failing_since by connectionId',
    'filter last = "connection failing"',
    'sort failing_since desc',
    'display connectionId, place, reason, to_review, what_to_do, failing_since',
    'limit 100',
  ]);
}

/** The client secrets and authorizations that end soonest, as plan-tests names them once a day. */
export function expiringSoonest(logGroups: readonly string[]): string {
  return over(logGroups, [
    'filter message = "expiring"',
    'stats latest(daysLeft) as days_left, latest(expiresOn) as ends_on by connectionId, expiring',
    'sort days_left asc',
    'limit 20',
  ]);
}
