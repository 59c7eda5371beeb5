/** Holds what a function wrote to what CloudWatch makes of it: one JSON document a line, metrics at its root. */
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { emfOf } from '../../functions/log-lines.ts';
import { EMF_SCHEMA } from './emf-schema.ts';

const isEmf = new Ajv({ allErrors: true }).compile(EMF_SCHEMA);

/** Bytes that a log event may have (AWS: CloudWatch Logs quotas). */
const LOG_EVENT_BYTES = 1_048_576;

/** Fails when a line is no JSON object, or when metrics are wrapped, incomplete or not in their format. */
export function checkLines(lines: readonly string[]): void {
  for (const line of lines) {
    expect(Buffer.byteLength(line)).toBeLessThan(LOG_EVENT_BYTES);
    const document = JSON.parse(line);
    if ('_aws' in document) {
      expect(isEmf(document), `${line}\n${JSON.stringify(isEmf.errors)}`).toBe(true);
      checkTargets(line);
    } else {
      expect(document, line).toMatchObject({ level: expect.any(String), timestamp: expect.any(String) });
      expect(line, 'metrics that are wrapped are no metrics').not.toContain('CloudWatchMetrics');
    }
  }
}

/** Whatever a directive names must be at the root: metrics as numbers, dimensions as text. */
function checkTargets(line: string): void {
  for (const { dimensions, metrics, values } of emfOf([line])) {
    for (const name of dimensions.flat()) expect(values[name], name).toMatch(/^[\x20-\x7e]{1,1024}$/);
    for (const { Name } of metrics) {
      const observed = [values[Name]].flat();
      expect(observed.length, Name).toBeLessThanOrEqual(100);
      for (const value of observed) expect(Number.isFinite(value), Name).toBe(true);
    }
  }
}
