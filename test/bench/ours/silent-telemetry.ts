import type { Telemetry } from '../../../lib/telemetry/telemetry.ts';

const nothing = () => {};

/** Metrics and a log that take everything and keep nothing. */
export const silentTelemetry: Telemetry = (requestId, deadlineAt) => ({
  requestId,
  deadlineAt,
  metrics: { add: nothing, addFor: nothing },
  log: {
    audit: nothing,
    unavailable: nothing,
    repeated: nothing,
    failing: nothing,
    expiring: nothing,
    dropped: nothing,
    broken: nothing,
  },
  publish: nothing,
});
