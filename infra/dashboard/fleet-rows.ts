import { expiringSoonest, failingConnections } from './log-queries.ts';
import { dimensioned, eachOf, plain } from './own-metrics.ts';
import { ref } from './references.ts';
import { graph, type Line, logTable, numbers, type Widget } from './widgets.ts';

const HOUR = 3_600;
const QUARTER = 900;
const VERDICTS = ['passed', 'failed', 'inconclusive'] as const;
/** GET Feeds: one call in 45 seconds for each account and application (Amazon: Feeds API rate limits). */
const FEEDS_QUOTA_AN_HOUR = 80;

const LOGS_OF_TESTS = ['RunTestsLogGroup', 'ConnectionTestsLogGroup', 'ConnectionsLogGroup'].map(ref);

/** How the connections are, why, and what their tests and tokens ask of Amazon. */
export function fleetRows(): Widget[][] {
  return [
    [
      numbers(
        'Connections now',
        [
          plain('ConnectionsKnown', { label: 'known' }),
          plain('ConnectionsFailing', { label: 'failing' }),
          plain('ConnectionsUnknown', { label: 'unknown' }),
        ],
        { width: 12, period: QUARTER, stat: 'Maximum' },
      ),
      numbers(
        'Days left, of the first to end',
        [
          plain('ClientSecretDaysLeft', { label: 'client secret' }),
          plain('AuthorizationDaysLeft', { label: 'authorization' }),
        ],
        { width: 12, period: HOUR, stat: 'Minimum' },
      ),
    ],
    [logTable('Failing connections: why, and what to do', failingConnections(LOGS_OF_TESTS), 7)],
    [states(), verdicts()],
    [
      graph('Why tests do not pass', [eachOf('TestsFailed', 'Sum', QUARTER)], {
        width: 12,
        period: QUARTER,
        stacked: true,
        unit: 'tests',
      }),
      graph('Tests of each failing connection (PerConnectionMetrics)', [eachOf('ConnectionFailing', 'Sum', HOUR)], {
        width: 12,
        period: HOUR,
        stacked: true,
        unit: 'tests',
      }),
    ],
    [latency('Login with Amazon: token exchange', 'token-exchange'), latency('SP-API: GET Feeds', 'get-feeds')],
    [tokens(), quotaUse()],
    [logTable('What expires first', expiringSoonest([ref('PlanTestsLogGroup')]), 6)],
  ];
}

function states(): Widget {
  const lines: Line[] = [
    plain('ConnectionsKnown', { id: 'known', visible: false }),
    plain('ConnectionsFailing', { id: 'failing', label: 'failing' }),
    plain('ConnectionsUnknown', { id: 'unknown', label: 'unknown' }),
    [{ expression: 'known - failing - unknown', label: 'passed, or paused' }],
  ];
  const options = { width: 12, period: QUARTER, stat: 'Maximum', stacked: true, unit: 'connections' };
  return graph('States', lines, options);
}

function verdicts(): Widget {
  const lines = VERDICTS.map((verdict) => dimensioned('TestsRun', verdict));
  return graph('Verdicts of the tests', lines, { width: 12, period: QUARTER, stacked: true, unit: 'tests' });
}

function latency(title: string, request: string): Widget {
  const lines = ['p50', 'p99'].map((stat) => dimensioned('TestLatencyMs', request, { stat, label: stat }));
  return graph(title, lines, { width: 12, period: QUARTER, unit: 'milliseconds' });
}

function tokens(): Widget {
  const outcomes = VERDICTS.map((outcome) =>
    dimensioned('TokenExchanges', outcome, { id: outcome, label: `exchange ${outcome}` }),
  );
  // Tests never use the memory: their exchanges are none that it could have saved.
  const tests = dimensioned('TestLatencyMs', 'token-exchange', { id: 'tests', stat: 'SampleCount', visible: false });
  const share = {
    expression: '100 * hits / (SUM([hits, passed, failed, inconclusive]) - FILL(tests, 0))',
    label: 'from memory, percent',
    yAxis: 'right',
  } as const;
  return graph('Tokens', [plain('TokenCacheHits', { id: 'hits', label: 'from memory' }), ...outcomes, tests, [share]], {
    width: 12,
    period: QUARTER,
  });
}

function quotaUse(): Widget {
  const tests = VERDICTS.map((verdict) => dimensioned('TestsRun', verdict, { id: verdict, visible: false }));
  const known = plain('ConnectionsKnown', { id: 'known', stat: 'Maximum', visible: false });
  const use = {
    expression: `100 * SUM([passed, failed, inconclusive]) / known / ${FEEDS_QUOTA_AN_HOUR}`,
    label: 'percent of a connection’s quota',
  };
  const options = { width: 12, period: HOUR, unit: 'percent' };
  return graph('Quota of GET Feeds that the tests use', [...tests, known, [use]], options);
}
