/** The functions as they are deployed, and what they find in their environment on this machine. */
import { ownServices } from '../../../infra/local-run/aws-access.ts';
import { templateFunctions } from '../../../infra/template/functions.ts';
import { readTemplate } from '../../../infra/template/template.ts';
import type { BenchServices } from './services.ts';

const FUNCTIONS = templateFunctions(readTemplate());

export type FunctionName =
  | 'access-tokens'
  | 'connection-tests'
  | 'connections'
  | 'operations'
  | 'plan-tests'
  | 'run-tests';

export function deployed(name: FunctionName) {
  const found = FUNCTIONS.find((fn) => fn.name === name);
  if (!found) throw new Error(`The template has no function ${name}`);
  return found;
}

/** The variables that the template gives to it, and those of the services. */
export function variablesOf(
  name: FunctionName,
  services: BenchServices,
  amazonPort: number,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    STAGE: 'bench',
    CONNECTIONS_PREFIX: services.prefix,
    TEST_RESULTS_TABLE: services.table,
    TEST_QUEUE_URL: services.queueUrl,
    EVENT_BUS_NAME: services.bus,
    SECRET_CACHE_SECONDS: '300',
    TEST_INTERVAL_MINUTES: '60',
    DIAGNOSTIC_CALLS: 'on',
    PER_CONNECTION_METRICS: 'off',
    ...more,
  };
  const own = Object.keys(deployed(name).environment).map((key): [string, string] => [key, values[key] ?? '']);
  const amazon = { AMAZON_LOOPBACK_ORIGIN: `http://127.0.0.1:${amazonPort}` };
  return { ...ownServices(services.endpoint), ...amazon, ...Object.fromEntries(own) };
}
