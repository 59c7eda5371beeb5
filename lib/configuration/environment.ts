/** The variables of the functions, read once at import: a wrong one, or a missing one without a default, throws and names it. */
import { TEST_INTERVALS_MINUTES, type TestIntervalMinutes } from '../watch/schedule.ts';
import { isLoopbackHost, parseLoopbackOrigin } from './loopback.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Secret name prefix; it ends in `/`, so that rights on it cannot reach a longer name. */
export function connectionsPrefix(variables: Variables): string {
  return required(variables, 'CONNECTIONS_PREFIX', (value) => /^[\w+=.@/-]*\/$/.test(value), 'end in /');
}

export function testResultsTable(variables: Variables): string {
  return required(variables, 'TEST_RESULTS_TABLE');
}

export function testQueueUrl(variables: Variables): string {
  return required(variables, 'TEST_QUEUE_URL', URL.canParse, 'be a URL');
}

export function eventBusName(variables: Variables): string {
  return required(variables, 'EVENT_BUS_NAME');
}

export function stage(variables: Variables): string {
  return required(variables, 'STAGE', (value) => /^[\w.-]{1,64}$/.test(value), 'be a short name');
}

export function secretCacheSeconds(variables: Variables): number {
  const value = optional(variables, 'SECRET_CACHE_SECONDS', '300');
  if (!/^\d{1,6}$/.test(value)) throw wrong('SECRET_CACHE_SECONDS', 'be a whole number of seconds');
  return Number(value);
}

export function testIntervalMinutes(variables: Variables): TestIntervalMinutes {
  const value = optional(variables, 'TEST_INTERVAL_MINUTES', '60');
  const interval = TEST_INTERVALS_MINUTES.find((minutes) => String(minutes) === value);
  if (!interval) throw wrong('TEST_INTERVAL_MINUTES', `be one of ${TEST_INTERVALS_MINUTES.join(', ')}`);
  return interval;
}

export function diagnosticCalls(variables: Variables): boolean {
  return oneOf(variables, 'DIAGNOSTIC_CALLS', ['on', 'off']) === 'on';
}

export function perConnectionMetrics(variables: Variables): 'off' | 'failing' {
  return oneOf(variables, 'PER_CONNECTION_METRICS', ['off', 'failing']);
}

/**
 * Local runs and tests only. A stand-in for Amazon must never meet a real secret: it has to be on this machine, and so has
 * the Secrets Manager that the SDK will use.
 */
export function amazonLoopbackOrigin(variables: Variables): string | null {
  const value = variables.AMAZON_LOOPBACK_ORIGIN;
  if (value === undefined) return null;
  const origin = parseLoopbackOrigin(value);
  if (!origin) throw wrong('AMAZON_LOOPBACK_ORIGIN', 'be http://127.0.0.1:port or http://[::1]:port');
  const secretsManager = variables.AWS_ENDPOINT_URL_SECRETS_MANAGER || variables.AWS_ENDPOINT_URL || '';
  // Told to ignore them, the SDK goes to AWS whatever these two say.
  const ignored = (variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? 'false') !== 'false';
  if (ignored || !isLoopbackHost(secretsManager)) {
    throw new Error(
      'AMAZON_LOOPBACK_ORIGIN is allowed only with a Secrets Manager on this machine (AWS_ENDPOINT_URL).',
    );
  }
  return origin;
}

function oneOf<Value extends string>(
  variables: Variables,
  name: string,
  [first, ...others]: readonly [Value, ...Value[]],
): Value {
  const value = optional(variables, name, first);
  const known = [first, ...others].find((candidate) => candidate === value);
  if (!known) throw wrong(name, `be one of ${[first, ...others].join(', ')}`);
  return known;
}

function optional(variables: Variables, name: string, otherwise: string): string {
  return variables[name] || otherwise;
}

function required(
  variables: Variables,
  name: string,
  isRight: (value: string) => boolean = () => true,
  must = '',
): string {
  const value = variables[name];
  if (!value) throw new Error(`The variable ${name} is missing.`);
  if (!isRight(value)) throw wrong(name, must);
  return value;
}

function wrong(name: string, must: string): Error {
  return new Error(`The variable ${name} must ${must}.`);
}
