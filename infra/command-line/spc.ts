#!/usr/bin/env node
/** `spc`: runs one command, and ends with what its exit code says. */
import { CommanderError } from 'commander';
import type { ApiRequest } from '../api-client/api-client.ts';
import { EXIT, type ExitCode, Refusal } from './exit-code.ts';
import { createProgram } from './program.ts';
import { openTerminal } from './terminal.ts';
import { wrongUse } from './wrong-use.ts';

const terminal = openTerminal(process);
const ending = new AbortController();
/** What was asked for may have been done although nobody waited for the answer. */
let written: ApiRequest | null = null;

/** A read of standard input, or of credentials, does not hear of the end: it is left behind when all that does has had its time. */
const GRACE_MS = 1000;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    ending.abort();
    setTimeout(() => process.exit(tellInterrupted()), GRACE_MS).unref();
  });
}
// A question whose input has ended waits for ever, with nothing left to do.
process.once('beforeExit', () => ending.abort());

const program = createProgram(
  {
    terminal,
    ending: ending.signal,
    onWrite: (request) => {
      written = request;
    },
  },
  exitWith,
);
try {
  await program.parseAsync();
} catch (error) {
  exitWith(tellError(error));
} finally {
  terminal.progress.clear();
}

function exitWith(code: ExitCode): void {
  process.exitCode = code;
}

function tellError(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    const told = wrongUse(error);
    if (told !== null) terminal.tell(told);
    return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  }
  if (error instanceof Refusal) {
    terminal.tell(error.message);
    return error.exitCode;
  }
  if (ending.signal.aborted) return tellInterrupted();
  terminal.tell(`spc met a fault that it does not know: ${faultText(error)}.`);
  return EXIT.fault;
}

function tellInterrupted(): ExitCode {
  terminal.tell(['Interrupted.', ...(written === null ? [] : [whatBecomesOf(written)])].join(' '));
  return EXIT.interrupted;
}

function whatBecomesOf({ path }: ApiRequest): string {
  return path.includes('/sp-api/')
    ? 'The request was on its way to Amazon, and may have been done there.'
    : 'The request was on its way: look with `spc show` what became of it.';
}

/** The words of the operating system; those of others may quote a secret. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'syscall' in error ? error.message : error.name;
}
