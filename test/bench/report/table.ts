/** The report as people read it: a table in Markdown. */
import { told } from './goal.ts';
import type { Line, Spread } from './line.ts';

export function table(lines: readonly Line[]): string {
  const peers = [...new Set(lines.flatMap((line) => Object.keys(line.peers)))];
  const rows = lines.map((line) => [
    line.what,
    line.unit,
    withSpread(line.ours),
    line.floor ? `${withSpread(line.floor)} ${line.floor.name}` : '',
    line.ratio ? `${line.ratio.value.toFixed(2)} of ${line.ratio.to}` : '',
    line.goal ? told(line.goal) : '',
    ...peers.map((name) => (line.peers[name] ? withSpread(line.peers[name]) : '')),
  ]);
  const head = ['measured', 'unit', 'ours', 'floor', 'ratio', 'goal', ...peers];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const written = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [written(head), rule, ...rows.map(written)].join('\n');
}

/** `1,120 ±3 %`: half of what the middle half of the values spans. */
function withSpread({ median, low, high, samples }: Spread): string {
  const around = Math.round((50 * (high - low)) / Math.abs(median || 1));
  return samples > 1 && around > 0 ? `${figure(median)} ±${around} %` : figure(median);
}

/** What was counted is told in full; of what was measured no more than three figures are known. */
function figure(value: number): string {
  return (Number.isInteger(value) ? value : Number(value.toPrecision(3))).toLocaleString('en', {
    maximumFractionDigits: 3,
  });
}
