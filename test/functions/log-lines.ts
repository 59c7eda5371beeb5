/** What the functions write on standard output: one JSON document a line, either for the log or for the metrics (EMF). */

export interface EmfLine {
  readonly namespace: string;
  readonly dimensions: readonly (readonly string[])[];
  readonly metrics: readonly { readonly Name: string; readonly Unit: string }[];
  /** Everything at the root of the document but `_aws`. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly timestamp: number;
}

function parsed(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) throw new Error(`no JSON object: ${line}`);
  return value as Record<string, unknown>;
}

/** The log lines, as they are. */
export function logOf(lines: readonly string[]): Record<string, unknown>[] {
  return lines.map(parsed).filter((line) => !('_aws' in line));
}

/** The audit lines, without what every line has. */
export function auditsOf(lines: readonly string[]): Record<string, unknown>[] {
  return logOf(lines)
    .filter(({ message }) => message === 'audit')
    .map(({ level: _level, message: _message, timestamp: _timestamp, requestId: _requestId, ...audit }) => audit);
}

export function emfOf(lines: readonly string[]): EmfLine[] {
  return lines
    .map(parsed)
    .filter((line) => '_aws' in line)
    .map(({ _aws, ...values }) => {
      const { Timestamp, CloudWatchMetrics } = _aws as {
        Timestamp: number;
        CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
      };
      const [directive, ...others] = CloudWatchMetrics;
      if (!directive || others.length > 0) throw new Error('a line has one directive');
      const { Namespace: namespace, Dimensions: dimensions, Metrics: metrics } = directive;
      return { namespace, dimensions, metrics, values, timestamp: Timestamp };
    });
}

/** Sums of the metrics: `TestsRun[passed]` or `RunCompleted`, with lists of values added up. */
export function sumsOf(lines: readonly string[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { dimensions, metrics, values } of emfOf(lines)) {
    const other = dimensions[0]?.find((name) => name !== 'Stage');
    for (const { Name } of metrics) {
      const key = other === undefined ? Name : `${Name}[${values[other]}]`;
      const observed = [values[Name]].flat().map(Number);
      sums[key] = (sums[key] ?? 0) + observed.reduce((a, b) => a + b, 0);
    }
  }
  return sums;
}
