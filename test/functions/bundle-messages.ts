/** What is said between a test and the environment in which a bundle lives. */

/** To the environment. */
export interface Invoke {
  readonly id: number;
  /** JSON text; undefined for an invocation without an event. */
  readonly event: string | undefined;
  readonly requestId: string;
  /** What is left of Lambda's time-out when the invocation begins. */
  readonly remainingMs: number;
  /** How much later it is by the wall clock than it really is, from here on. */
  readonly aheadMs: number;
}

/** From the environment. */
export type Told =
  | { readonly id: null; readonly loaded: boolean; readonly error: string }
  | { readonly id: number; readonly result: string | undefined }
  | { readonly id: number; readonly error: InvocationError };

/** All that Lambda's runtime would write of an error that a handler throws. */
export interface InvocationError {
  readonly name: string;
  readonly text: string;
}

/** Written after each invocation, so that the other side knows when it has read all output of it. */
export const endOf = (id: number) => `\u0000end of ${id}`;
