import type { InconclusiveCode } from '../amazon/exchange.ts';
import type { ReadFailure } from '../connection/connection-reader.ts';
import type { Diagnosis } from '../connection-test/test-result.ts';

/** Why no token was handed out. */
export type TokenFailure =
  | ReadFailure
  /** Amazon refused: a setting or a permission must change. */
  | { readonly kind: 'rejected'; readonly diagnosis: Diagnosis; readonly amazonRequestId: string | null }
  /** Amazon found the restricted resources wrong; its message is for the caller alone. */
  | { readonly kind: 'restricted_resources_invalid'; readonly message: string; readonly amazonRequestId: string | null }
  | { readonly kind: 'inconclusive'; readonly code: InconclusiveCode; readonly amazonRequestId: string | null };
