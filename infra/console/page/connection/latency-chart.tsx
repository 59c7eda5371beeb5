import type { TestResult } from '../api/shapes.ts';
import { type LatencyLine, latencyScale } from './latency-scale.ts';

const WIDTH = 600;
const HEIGHT = 120;
const ROOM_LEFT = 56;
const ROOM_AROUND = 10;

const NAMES = { 'token-exchange': 'token exchange', 'get-feeds': 'GET Feeds' } as const;

/** The latency of both requests over the last tests. */
export function LatencyChart({ tests }: { readonly tests: readonly TestResult[] }) {
  const { topMs, lines } = latencyScale(tests, WIDTH, HEIGHT);
  const drawn = lines.filter(({ points }) => points.length > 1);
  if (drawn.length === 0) return <p class="quiet">Two answered tests are needed to draw the latency.</p>;
  const viewBox = `${-ROOM_LEFT} ${-ROOM_AROUND} ${WIDTH + ROOM_LEFT + ROOM_AROUND} ${HEIGHT + 2 * ROOM_AROUND}`;
  return (
    <figure class="latency">
      <svg viewBox={viewBox} role="img" aria-label={drawn.map(inWords).join('; ')}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line class="grid" x1={0} x2={WIDTH} y1={HEIGHT * (1 - share)} y2={HEIGHT * (1 - share)} />
            <text x={-8} y={HEIGHT * (1 - share) + 4} text-anchor="end">
              {topMs * share} ms
            </text>
          </g>
        ))}
        {drawn.map(({ name, points }) => (
          <g key={name} class={name}>
            <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
            {points.map(({ x, y, latencyMs }) => (
              <circle key={x} cx={x} cy={y} r={2.5}>
                <title>{`${NAMES[name]}: ${latencyMs} ms`}</title>
              </circle>
            ))}
          </g>
        ))}
      </svg>
      <figcaption>
        {drawn.map(({ name }) => (
          <span key={name} class={`key ${name}`}>
            {NAMES[name]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function inWords({ name, points }: LatencyLine): string {
  const all = points.map(({ latencyMs }) => latencyMs);
  return `${NAMES[name]}: ${Math.min(...all)} to ${Math.max(...all)} ms, last ${all.at(-1)} ms`;
}
