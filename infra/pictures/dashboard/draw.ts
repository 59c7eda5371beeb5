/** The dashboard as a picture, with the values of one recorded local run. The same recording gives the same picture. */
import type { InconclusiveCode } from '../../../lib/amazon/exchange.ts';
import type { Recording } from './recording.ts';
import { box, COLORS, picture, text } from './svg.ts';

const WIDTH = 1_200;
const MARGIN = 24;
const ROW = 24;
/** Characters of a table's cell that fit. */
const REMEDY_CHARACTERS = 96;

export function drawDashboard(recording: Recording): string {
  const table = failingTable(recording, 520);
  return picture('The dashboard, drawn from a local run', WIDTH, table.bottom + MARGIN, [
    text(MARGIN, 40, 'Selling Partner Connections', { size: 20, weight: 'bold' }),
    text(
      MARGIN,
      62,
      `Drawn from a local run with simulated accounts, ${recording.recordedOn}: one round of tests, one run of the schedule, three tokens.`,
      { color: COLORS.grey },
    ),
    ...numbers(recording),
    ...bars('Verdicts of the tests', byVerdict(recording, 'TestsRun'), { x: MARGIN, y: 200 }),
    ...bars('Tokens', tokens(recording), { x: MARGIN, y: 350 }),
    ...bars('Why tests do not pass', causes(recording), { x: 432, y: 200 }),
    ...latencies(recording, { x: 830, y: 200 }),
    ...table.shapes,
  ]);
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly color: string;
}

function numbers({ sums }: Recording): string[] {
  const shown = [
    ['ConnectionsKnown', 'known', COLORS.ink],
    ['ConnectionsFailing', 'failing', COLORS.failed],
    ['ConnectionsUnknown', 'unknown', COLORS.grey],
    ['ClientSecretDaysLeft', 'days left, client secret', COLORS.ink],
    ['AuthorizationDaysLeft', 'days left, authorization', COLORS.ink],
  ] as const;
  const width = (WIDTH - 2 * MARGIN) / shown.length;
  return shown.flatMap(([name, label, color], index) => {
    const x = MARGIN + index * width;
    return [
      box(x, 80, width - 12, 84, COLORS.paper, COLORS.line),
      text(x + 16, 128, String(sums[name] ?? '–'), { size: 34, weight: 'bold', color }),
      text(x + 16, 150, label, { color: COLORS.grey }),
    ];
  });
}

function byVerdict({ sums }: Recording, metric: string): Bar[] {
  return (['passed', 'failed', 'inconclusive'] as const).flatMap((verdict) => {
    const value = sums[`${metric}[${verdict}]`];
    return value === undefined ? [] : [{ label: verdict, value, color: COLORS[verdict] }];
  });
}

function tokens(recording: Recording): Bar[] {
  const hits = recording.sums.TokenCacheHits ?? 0;
  return [
    { label: 'from memory', value: hits, color: COLORS.blue },
    ...byVerdict(recording, 'TokenExchanges').map((bar) => ({ ...bar, label: `exchange ${bar.label}` })),
  ];
}

/** Nothing to correct. */
const INCONCLUSIVE: ReadonlySet<string> = new Set<InconclusiveCode>([
  'throttled',
  'amazon_unavailable',
  'network_unreachable',
  'timed_out',
  'unexpected_response',
]);

function causes({ sums }: Recording): Bar[] {
  return Object.entries(sums)
    .flatMap(([name, value]) => {
      const code = /^TestsFailed\[(.+)\]$/.exec(name)?.[1];
      if (code === undefined) return [];
      return [{ label: code, value, color: INCONCLUSIVE.has(code) ? COLORS.inconclusive : COLORS.failed }];
    })
    .sort((one, other) => other.value - one.value || one.label.localeCompare(other.label));
}

const LABEL_WIDTH = 190;
const BAR_WIDTH = 120;

function bars(title: string, list: readonly Bar[], { x, y }: Place): string[] {
  const most = Math.max(1, ...list.map(({ value }) => value));
  return [
    text(x, y, title, { weight: 'bold' }),
    ...list.flatMap(({ label, value, color }, index) => {
      const top = y + 14 + index * 20;
      const length = (BAR_WIDTH * value) / most;
      return [
        text(x, top + 12, label, { size: 12 }),
        box(x + LABEL_WIDTH, top, length, 14, color),
        text(x + LABEL_WIDTH + length + 6, top + 12, String(value), { size: 12 }),
      ];
    }),
  ];
}

function latencies({ latencyMs }: Recording, { x, y }: Place): string[] {
  return Object.entries(latencyMs).flatMap(([request, { p50, p99 }], index) => {
    const shown = Object.entries({ p50, p99 }).map(([label, value]) => ({
      label: `${label}, ms`,
      value,
      color: COLORS.blue,
    }));
    return bars(`Latency: ${request}`, shown, { x, y: y + index * 90 });
  });
}

function failingTable({ failing }: Recording, y: number): { readonly shapes: string[]; readonly bottom: number } {
  const columns = [MARGIN, 190, 280, 480];
  const line = (cells: readonly string[], top: number, weight: 'normal' | 'bold') =>
    cells.map((cell, index) => text(columns[index] ?? 0, top, cell, { size: 12, weight }));
  const rows = failing.toSorted((one, other) => one.connectionId.localeCompare(other.connectionId));
  return {
    bottom: y + 14 + (rows.length + 1) * ROW,
    shapes: [
      text(MARGIN, y - 12, 'Failing connections: why, and what to do', { weight: 'bold' }),
      ...line(['connection', 'endpoint', 'reason', 'what to do'], y + 14, 'bold'),
      ...rows.flatMap(({ connectionId, endpoint, code, remedy }, index) => {
        const top = y + 14 + (index + 1) * ROW;
        return [
          box(MARGIN, top - 16, WIDTH - 2 * MARGIN, 1, COLORS.line),
          ...line([connectionId, endpoint, code, shortened(remedy)], top, 'normal'),
        ];
      }),
    ],
  };
}

function shortened(remedy: string): string {
  return remedy.length <= REMEDY_CHARACTERS ? remedy : `${remedy.slice(0, REMEDY_CHARACTERS - 1).trimEnd()}…`;
}
