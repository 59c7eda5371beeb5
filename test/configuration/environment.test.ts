import { describe, expect, test } from 'vitest';
import * as environment from '../../lib/configuration/environment.ts';

const LONGEST_STAGE = 's'.repeat(64);

interface Variable {
  readonly name: string;
  readonly read: (variables: environment.Variables) => unknown;
  /** Texts, and how they are read where that is not as they are. */
  readonly right: readonly (readonly [text: string, value?: unknown])[];
  readonly wrong: readonly string[];
  /** The default; without one it has to be there. */
  readonly otherwise?: unknown;
}

const VARIABLES: readonly Variable[] = [
  {
    name: 'CONNECTIONS_PREFIX',
    read: environment.connectionsPrefix,
    right: [['selling-partner-connections/live/'], ['a/'], ['/a/b/'], ['team+a=b.c@d_e-f/']],
    wrong: ['live', 'a/ ', 'a b/', 'a/\n', 'é/', 'a*/'],
  },
  {
    name: 'TEST_RESULTS_TABLE',
    read: environment.testResultsTable,
    right: [['test-results']],
    wrong: [],
  },
  {
    name: 'TEST_QUEUE_URL',
    read: environment.testQueueUrl,
    right: [['https://sqs.eu-west-1.amazonaws.com/123456789012/tests'], ['http://127.0.0.1:4100/queue']],
    wrong: ['tests', '/queue', '//host/queue'],
  },
  { name: 'EVENT_BUS_NAME', read: environment.eventBusName, right: [['default']], wrong: [] },
  {
    name: 'STAGE',
    read: environment.stage,
    right: [['live'], ['a.b-c_1'], [LONGEST_STAGE]],
    wrong: [`${LONGEST_STAGE}s`, 'a b', 'a/b', 'live\n'],
  },
  {
    name: 'SECRET_CACHE_SECONDS',
    read: environment.secretCacheSeconds,
    right: [
      ['0', 0],
      ['300', 300],
      ['86400', 86_400],
    ],
    wrong: ['-1', '1.5', '1e3', ' 300', '5m', '1000000', 'off'],
    otherwise: 300,
  },
  {
    name: 'TEST_INTERVAL_MINUTES',
    read: environment.testIntervalMinutes,
    right: [
      ['15', 15],
      ['30', 30],
      ['60', 60],
      ['180', 180],
      ['360', 360],
      ['1440', 1440],
    ],
    wrong: ['0', '45', '060', '60.0', ' 60', 'hourly'],
    otherwise: 60,
  },
  {
    name: 'DIAGNOSTIC_CALLS',
    read: environment.diagnosticCalls,
    right: [
      ['on', true],
      ['off', false],
    ],
    wrong: ['ON', 'true', 'no', ' on'],
    otherwise: true,
  },
  {
    name: 'PER_CONNECTION_METRICS',
    read: environment.perConnectionMetrics,
    right: [['off'], ['failing']],
    wrong: ['on', 'all', 'FAILING'],
    otherwise: 'off',
  },
];

describe.each(VARIABLES)('$name', (variable) => {
  const { name, read, right, wrong } = variable;

  test.for(right)('is read: %s', ([text, value = text]) => {
    expect(read({ [name]: text })).toBe(value);
  });

  test.for(wrong)('throws and names itself: %j', (text) => {
    expect(() => read({ [name]: text })).toThrow(new RegExp(`variable ${name} must `));
  });

  test.for([undefined, ''])('when it is missing (%j) has its default, or throws and names itself', (text) => {
    if ('otherwise' in variable) expect(read({ [name]: text })).toBe(variable.otherwise);
    else expect(() => read({ [name]: text })).toThrow(`The variable ${name} is missing.`);
  });
});

describe('AMAZON_LOOPBACK_ORIGIN', () => {
  const ORIGIN = 'http://127.0.0.1:4010';
  const LOCAL = 'http://127.0.0.1:4566';
  const originOf = (variables: environment.Variables) =>
    environment.amazonLoopbackOrigin({ AWS_ENDPOINT_URL: LOCAL, ...variables });

  test('is not there: Amazon itself is asked', () => {
    expect(environment.amazonLoopbackOrigin({})).toBeNull();
    expect(originOf({})).toBeNull();
  });

  test('throws when it is there and empty', () => {
    expect(() => originOf({ AMAZON_LOOPBACK_ORIGIN: '' })).toThrow('AMAZON_LOOPBACK_ORIGIN');
  });

  test.for([ORIGIN, 'http://127.0.0.1:1', 'http://127.0.0.1:65535', 'http://[::1]:4010'])('may be %s', (origin) => {
    expect(originOf({ AMAZON_LOOPBACK_ORIGIN: origin })).toBe(origin);
  });

  test.for([
    `${ORIGIN}/`,
    `${ORIGIN}/path`,
    `${ORIGIN}?query`,
    `${ORIGIN}#fragment`,
    ` ${ORIGIN}`,
    `${ORIGIN}\n`,
    'http://127.0.0.1',
    'http://127.0.0.1:',
    'http://127.0.0.1:0',
    'http://127.0.0.1:00',
    'http://127.0.0.1:080',
    'http://127.0.0.1:65536',
    'http://127.0.0.1:70000',
    'http://127.0.0.1:123456',
    'http://127.0.0.1:-1',
    'http://127.0.0.1:http',
    'https://127.0.0.1:4010',
    'HTTP://127.0.0.1:4010',
    'http://localhost:4010',
    'http://127.0.0.2:4010',
    'http://127.1:4010',
    'http://2130706433:4010',
    'http://0.0.0.0:4010',
    'http://[::]:4010',
    'http://[::ffff:127.0.0.1]:4010',
    'http://[0:0:0:0:0:0:0:1]:4010',
    'http://::1:4010',
    'http://user@127.0.0.1:4010',
    'http://user:password@127.0.0.1:4010',
    'http://127.0.0.1:4010@example.com',
    'http://127.0.0.1.example.com:4010',
    'http://example.com:4010',
    'http:127.0.0.1:4010',
    'http:\\\\127.0.0.1:4010',
    '//127.0.0.1:4010',
    '127.0.0.1:4010',
    'true',
  ])('may not be %j', (origin) => {
    expect(() => originOf({ AMAZON_LOOPBACK_ORIGIN: origin })).toThrow(
      'The variable AMAZON_LOOPBACK_ORIGIN must be http://127.0.0.1:port',
    );
  });

  const REMOTE = 'https://secretsmanager.eu-west-1.amazonaws.com';
  test.for([
    ['none is named', {}],
    ['they are empty', { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_SECRETS_MANAGER: '' }],
    ['it is remote', { AWS_ENDPOINT_URL: REMOTE }],
    ['the one of the service is remote', { AWS_ENDPOINT_URL: LOCAL, AWS_ENDPOINT_URL_SECRETS_MANAGER: REMOTE }],
    ['only that of another service is here', { AWS_ENDPOINT_URL: REMOTE, AWS_ENDPOINT_URL_SQS: LOCAL }],
    ['it only begins like this machine', { AWS_ENDPOINT_URL: 'http://localhost.example.com' }],
    ['this machine is only its user', { AWS_ENDPOINT_URL: 'http://127.0.0.1@example.com' }],
    ['this machine is only in its path', { AWS_ENDPOINT_URL: 'http://example.com/127.0.0.1' }],
    ['it is any address', { AWS_ENDPOINT_URL: 'http://0.0.0.0:4566' }],
    ['it is no URL', { AWS_ENDPOINT_URL: 'localhost' }],
    ['it has no host', { AWS_ENDPOINT_URL: 'localhost:4566' }],
    ['the SDK is told to ignore it', { AWS_ENDPOINT_URL: LOCAL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
    [
      'the SDK is told so in a way that we do not know',
      { AWS_ENDPOINT_URL: LOCAL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: '1' },
    ],
  ] as const)('throws when Secrets Manager is not on this machine: %s', ([, variables]) => {
    expect(() => environment.amazonLoopbackOrigin({ AMAZON_LOOPBACK_ORIGIN: ORIGIN, ...variables })).toThrow(
      /^AMAZON_LOOPBACK_ORIGIN is allowed only with a Secrets Manager on this machine/,
    );
  });

  test.for([
    ['127.0.0.1', { AWS_ENDPOINT_URL: LOCAL }],
    ['localhost', { AWS_ENDPOINT_URL: 'http://localhost:4566' }],
    ['localhost over TLS', { AWS_ENDPOINT_URL: 'https://localhost' }],
    ['[::1]', { AWS_ENDPOINT_URL: 'http://[::1]:4566/' }],
    ['the one of the service', { AWS_ENDPOINT_URL: REMOTE, AWS_ENDPOINT_URL_SECRETS_MANAGER: LOCAL }],
    [
      'the general one, when that of the service is empty',
      { AWS_ENDPOINT_URL: LOCAL, AWS_ENDPOINT_URL_SECRETS_MANAGER: '' },
    ],
    ['one that is not ignored', { AWS_ENDPOINT_URL: LOCAL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }],
  ] as const)('is taken when Secrets Manager is on this machine: %s', ([, variables]) => {
    expect(environment.amazonLoopbackOrigin({ AMAZON_LOOPBACK_ORIGIN: ORIGIN, ...variables })).toBe(ORIGIN);
  });
});
