import { describe, expect, test } from 'vitest';
import { emfMetrics, type PublishingRecorder } from '../../lib/telemetry/emf-metrics.ts';
import { METRICS } from '../../lib/telemetry/metric-catalogue.ts';
import { printedLines } from './printed-lines.ts';

const recorderOf = emfMetrics('live');

function published(add: (recorder: PublishingRecorder) => void) {
  const recorder = recorderOf();
  return printedLines(() => {
    add(recorder);
    recorder.publish();
  });
}

describe("metrics are printed in CloudWatch's embedded format", () => {
  test('with the stage as their one dimension', () => {
    expect(published((metrics) => metrics.add('RunCompleted', 1))).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'SellingPartnerConnections',
              Dimensions: [['Stage']],
              Metrics: [{ Name: 'RunCompleted', Unit: 'Count' }],
            },
          ],
        },
        Stage: 'live',
        RunCompleted: 1,
      },
    ]);
  });

  test('and one more where the catalogue says so, a line for each of its values', () => {
    const lines = published((metrics) => {
      metrics.addFor('TestsRun', 'passed', 1);
      metrics.addFor('TestsRun', 'failed', 1);
      metrics.addFor('TestLatencyMs', 'get-feeds', 230);
      metrics.addFor('TestsRun', 'passed', 1);
      metrics.add('ConnectionsKnown', 7);
      metrics.add('ConnectionsFailing', 0);
    });

    expect(lines.map(({ _aws, ...rest }) => rest)).toEqual([
      { Stage: 'live', Verdict: 'passed', TestsRun: [1, 1] },
      { Stage: 'live', Verdict: 'failed', TestsRun: 1 },
      { Stage: 'live', Request: 'get-feeds', TestLatencyMs: 230 },
      { Stage: 'live', ConnectionsKnown: 7, ConnectionsFailing: 0 },
    ]);
    expect(lines[2]).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          { Dimensions: [['Stage', 'Request']], Metrics: [{ Name: 'TestLatencyMs', Unit: 'Milliseconds' }] },
        ],
      },
    });
  });

  test('once: what was published is gone', () => {
    const recorder = recorderOf();
    recorder.add('TokenCacheHits', 1);
    printedLines(() => recorder.publish());

    expect(printedLines(() => recorder.publish())).toEqual([]);
  });

  test('not at all when there are none', () => {
    expect(published(() => undefined)).toEqual([]);
  });

  test.for([99, 100, 101, 250])('%i values of one metric keep their dimension', (count) => {
    const lines = published((metrics) => {
      for (let value = 1; value <= count; value += 1) metrics.addFor('TestLatencyMs', 'get-feeds', value);
    });

    const values = lines.flatMap(({ TestLatencyMs }) => TestLatencyMs);
    expect(values).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(new Set(lines.map(({ Request }) => Request))).toEqual(new Set(['get-feeds']));
  });
});

test('invocations that run at once do not mix', () => {
  const [one, other] = [recorderOf(), recorderOf()];
  one.addFor('TestsRun', 'passed', 1);
  other.addFor('TestsRun', 'failed', 1);
  one.add('TokenCacheHits', 1);

  const lines = printedLines(() => other.publish());
  expect(lines).toMatchObject([{ Verdict: 'failed', TestsRun: 1 }]);
  expect(printedLines(() => one.publish())).toMatchObject([{ Verdict: 'passed' }, { TokenCacheHits: 1 }]);
});

test('the catalogue holds the metrics that alarms and subscribers rely on', () => {
  const dimensions = Object.entries(METRICS).map(([name, { dimension }]) =>
    dimension ? `${name} (${dimension})` : name,
  );

  expect(dimensions).toEqual(
    expect.arrayContaining([
      'TestsRun (Verdict)',
      'TestsFailed (Code)',
      'TestLatencyMs (Request)',
      'TokenExchanges (Outcome)',
      'TokenCacheHits',
      'SecretReadErrors',
      'RunCompleted',
      'ConnectionsKnown',
      'ConnectionsFailing',
      'ConnectionsUnknown',
      'ClientSecretDaysLeft',
      'AuthorizationDaysLeft',
      'MessagesDropped',
      'ConnectionFailing (ConnectionId)',
    ]),
  );
  expect(dimensions).toHaveLength(14);
});
