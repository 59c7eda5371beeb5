/** What a list of measured values says. */

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which such a share of them lies, between neighbours by their distance. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Round by round: what slows the machine down for a while befalls both. */
export function pairedRatio(ones: readonly number[], others: readonly number[]): number {
  return median(ones.map((one, round) => one / (others[round] ?? Number.NaN)));
}

/**
 * By how much of its median a series grows from its beginning to its end: the slope is the median of the slopes between all
 * pairs (Theil and Sen), which a few values that leap do not move.
 */
export function growth(series: readonly number[]): number {
  const slopes = series.flatMap((from, start) =>
    series.slice(start + 1).map((to, distance) => (to - from) / (distance + 1)),
  );
  return (median(slopes) * (series.length - 1)) / median(series);
}
