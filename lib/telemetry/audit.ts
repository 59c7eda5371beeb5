/** Who did what to which connection: one line for each token, operation, save, delete and test. */

export interface AuditEntry {
  /** The caller's ARN, or the trigger of a test that nobody asked for. */
  readonly caller: string;
  readonly connectionId: string | null;
  readonly action: 'token' | 'operation' | 'save' | 'change' | 'delete' | 'restore' | 'client-secret' | 'test';
  readonly grant: 'seller' | 'grantless' | 'restricted' | null;
  /** `ok`, a verdict, or the code of a problem. */
  readonly outcome: string;
  /** Of the last answer of Amazon's. */
  readonly amazonRequestId: string | null;
}

/** The log of one invocation. Only the named fields exist; nothing else can be written. */
export interface Log {
  audit(entry: AuditEntry): void;
  /** An AWS service did not do what was asked; `reason` is the error's name, `action` what was asked of it. */
  unavailable(details: { readonly reason: string; readonly action: string; readonly connectionId?: string }): void;
  /** An operation was sent more than once; `status` is that of the last answer, null without one. */
  repeated(details: { readonly connectionId: string; readonly attempts: number; readonly status: number | null }): void;
  /** After each test that fails a connection whose state is failed: a query finds all of these, with what to do. */
  failing(details: {
    readonly connectionId: string;
    readonly endpoint: string;
    readonly code: string;
    /** The settings, joined by commas. */
    readonly review: string;
    readonly remedy: string;
    readonly since: string;
  }): void;
  /** What must be renewed soon. */
  expiring(details: {
    readonly connectionId: string;
    readonly expiring: string;
    readonly expiresOn: string;
    readonly daysLeft: number;
  }): void;
  /** A message that could not be read was passed over. */
  dropped(details: { readonly messageId: string; readonly reason: string }): void;
  /** A bug, or broken infrastructure: the name of the error and where it was thrown, never its text. */
  broken(error: unknown): void;
}
