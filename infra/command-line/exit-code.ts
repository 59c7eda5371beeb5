/** How a command ended, for scripts. */
export const EXIT = {
  /** Done, or passed. */
  done: 0,
  /** A setting or a permission must change, or Amazon refused. */
  failed: 1,
  wrongUse: 2,
  /** Nothing to correct: come again. */
  inconclusive: 3,
  /** AWS let nobody in, or nothing was reached. */
  unreachable: 4,
  /** The program or the machine: a full disk, or what nobody expected. */
  fault: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a sentence on standard error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.wrongUse) {
    super(message);
    this.exitCode = exitCode;
  }
}
