/** What can go wrong with Amazon's answers to one account, as data: for the built-in accounts, a test, or an accounts file. */
import * as z from 'zod/mini';

const wholeNumber = (minimum: number, maximum: number) => z.int().check(z.minimum(minimum), z.maximum(maximum));

/** How many requests the fault befalls; then the account answers as if there were none. Absent: all of them. */
const times = z.optional(wholeNumber(1, 1_000_000));

const LONGEST_DELAY_MS = 600_000;

const anywhere = [
  /** Amazon's own JSON for throttling (429), an internal error (500) or an outage (503). */
  z.strictObject({ kind: z.literal('status'), status: z.literal([429, 500, 503]), times }),
  /** A page of HTML from what stands before Amazon's services. */
  z.strictObject({ kind: z.literal('html'), status: z.literal([200, 400, 403, 404, 500, 502, 503, 504]), times }),
  /** Answers as usual, but later. */
  z.strictObject({ kind: z.literal('delay'), milliseconds: wholeNumber(0, LONGEST_DELAY_MS), times }),
  /** Takes the request and never answers. */
  z.strictObject({ kind: z.literal('never'), times }),
  /** TCP reset instead of an answer. */
  z.strictObject({ kind: z.literal('reset'), times }),
  /** Headers and the beginning of a body, then the connection ends. */
  z.strictObject({ kind: z.literal('cut-off'), times }),
  /** 200 with bytes that are neither JSON nor UTF-8. */
  z.strictObject({ kind: z.literal('garbage'), times }),
  /** 200 with 128 KiB of sound JSON. */
  z.strictObject({ kind: z.literal('oversized'), times }),
] as const;

const lwaFault = z.discriminatedUnion('kind', [
  ...anywhere,
  /** Access tokens live this long instead of an hour. */
  z.strictObject({ kind: z.literal('expires-in'), seconds: wholeNumber(1, 3_600), times }),
]);

const spApiFault = z.discriminatedUnion('kind', [
  ...anywhere,
  /** 403: the access token has expired, however fresh it is. */
  z.strictObject({ kind: z.literal('stale-token'), times }),
  /** 403 with these `details`; Amazon's answer to most causes has none. */
  z.strictObject({ kind: z.literal('refused'), details: z.optional(z.string()), times }),
  /** Sandbox hosts only: 400 "Could not match input arguments" to every request. */
  z.strictObject({ kind: z.literal('no-canned-answer'), times }),
]);

export const accountFault = z.strictObject({ lwa: z.optional(lwaFault), spApi: z.optional(spApiFault) });

export type LwaFault = z.infer<typeof lwaFault>;
export type SpApiFault = z.infer<typeof spApiFault>;
export type AnywhereFault = Extract<LwaFault, SpApiFault>;
export type AccountFault = z.infer<typeof accountFault>;
