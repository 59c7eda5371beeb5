/** When a connection is due. The fleet is spread over its interval by a hash of the id, so that no two runs carry it all. */
import { v5 as uuid } from 'uuid';

export const TEST_INTERVALS_MINUTES = [15, 30, 60, 180, 360, 1440] as const;
export type TestIntervalMinutes = (typeof TEST_INTERVALS_MINUTES)[number];

/** How often a run is planned. */
const SLOT_MINUTES = 15;
/** SQS delays a message by 15 minutes at most; the last minute is left to those who come late. */
const LONGEST_DELAY_SECONDS = 840;

const NAMESPACE = 'e6d1c6a4-7b53-4f53-8a76-0a0f4a4f8f2b';

export interface DueTime {
  readonly slot: number;
  /** 0–840, within the slot. */
  readonly delaySeconds: number;
}

export function dueTimeOf(connectionId: string, interval: TestIntervalMinutes): DueTime {
  const hash = uuid(connectionId, NAMESPACE);
  const slots = interval / SLOT_MINUTES;
  return {
    slot: Number.parseInt(hash.slice(0, 8), 16) % slots,
    delaySeconds: Number.parseInt(hash.slice(-8), 16) % (LONGEST_DELAY_SECONDS + 1),
  };
}

/** The slot that a run at this time, epoch milliseconds, serves. A run that starts late serves the slot it was meant for. */
export function slotAt(scheduledMs: number, interval: TestIntervalMinutes): number {
  return Math.floor(scheduledMs / (SLOT_MINUTES * 60_000)) % (interval / SLOT_MINUTES);
}
