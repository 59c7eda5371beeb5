/** What this project uses of dynalite, which has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** How long a table stays CREATING, milliseconds. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** A DynamoDB over HTTP that is not listening yet; without a path it keeps everything in memory. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
