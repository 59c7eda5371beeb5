import { describe, expect, it } from 'vitest';
import { clientGroups } from '../../infra/console/page/client-secrets/client-groups.ts';
import { latencyScale } from '../../infra/console/page/connection/latency-scale.ts';
import { horizons, undated } from '../../infra/console/page/expiry/due-dates.ts';
import { aConnection, aTest, NOW_MS } from './connections.ts';

describe('the expiry board', () => {
  const shared = { lwaClientId: 'client', clientSecretExpiresOn: '2026-11-24' };
  const fleet = [
    aConnection({ connectionId: 'a', ...shared, authorizationReviewOn: '2026-11-22' }),
    aConnection({ connectionId: 'b', ...shared, authorizationReviewOn: '2028-01-01' }),
    aConnection({ connectionId: 'c', lwaClientId: 'other', clientSecretExpiresOn: '2026-11-24' }),
    aConnection({ connectionId: 'd', authorizationReviewOn: '2026-12-23' }),
  ];

  it('tells soonest first what ends when; a secret that several connections share once', () => {
    const told = horizons(fleet, NOW_MS).map(({ title, due }) => [
      title,
      due.map(({ kind, daysLeft, connections }) => [kind, daysLeft, connections.map((one) => one.connectionId)]),
    ]);
    expect(told).toEqual([
      ['Over', [['authorization', -1, ['a']]]],
      [
        'Within a week',
        [
          ['client-secret', 1, ['a', 'b']],
          ['client-secret', 1, ['c']],
        ],
      ],
      ['Within a month', [['authorization', 30, ['d']]]],
      ['Later', [['authorization', 404, ['b']]]],
    ]);
  });

  it('puts what ends today into this week', () => {
    const [first] = horizons([aConnection({ clientSecretExpiresOn: '2026-11-23' })], NOW_MS);
    expect([first?.title, first?.due[0]?.daysLeft]).toEqual(['Within a week', 0]);
  });

  it('names those of which a date is missing', () => {
    expect(undated(fleet).map(({ connectionId }) => connectionId)).toEqual(['c', 'd']);
  });
});

describe('the client secrets', () => {
  it('are one for each client id, the most shared first; connections without a client id have none', () => {
    const groups = clientGroups([
      aConnection({ connectionId: 'x', lwaClientId: 'single' }),
      aConnection({ connectionId: 'a', lwaClientId: 'shared', clientSecretExpiresOn: '2027-01-01', state: 'failed' }),
      aConnection({ connectionId: 'b', lwaClientId: 'shared', clientSecretExpiresOn: '2026-12-01' }),
      aConnection({ connectionId: 'broken', lwaClientId: null }),
    ]);
    expect(groups).toMatchObject([
      { lwaClientId: 'shared', expiresOn: '2026-12-01', failing: 1 },
      { lwaClientId: 'single', expiresOn: null, failing: 0 },
    ]);
  });
});

describe('the drawing of latencies', () => {
  it('runs from the oldest to the newest test, below the next round number', () => {
    const { topMs, lines } = latencyScale(
      [aTest({}, [10, 400]), aTest({}, [250, null]), aTest({}, [0, 100])],
      200,
      100,
    );
    expect(topMs).toBe(500);
    expect(lines).toEqual([
      {
        name: 'token-exchange',
        points: [
          { x: 0, y: 100, latencyMs: 0 },
          { x: 100, y: 50, latencyMs: 250 },
          { x: 200, y: 98, latencyMs: 10 },
        ],
      },
      {
        name: 'get-feeds',
        points: [
          { x: 0, y: 80, latencyMs: 100 },
          { x: 200, y: 20, latencyMs: 400 },
        ],
      },
    ]);
  });

  it('holds latencies beyond the last step, and none at all', () => {
    expect(latencyScale([aTest({}, [27_000, null])], 100, 100).topMs).toBe(27_000);
    expect(latencyScale([], 100, 100).lines.every(({ points }) => points.length === 0)).toBe(true);
  });
});
