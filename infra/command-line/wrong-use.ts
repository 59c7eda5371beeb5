/**
 * Wrong use, told without what was typed: in the place of an argument there may be a secret. Commander's own sentences quote
 * it, so that only what cannot have been typed is taken from them: names of this program's options, arguments and verbs.
 */
import type { CommanderError } from 'commander';

export const WHERE_SECRETS_BELONG =
  'Secrets are never arguments, which stay in histories: they are asked for, or read with --from FILE.';

/** Null when there is nothing more to say. */
export function wrongUse({ code, message }: CommanderError): string | null {
  if (!message.startsWith('error: ')) return null;
  const told = toldOf(code, message.slice('error: '.length));
  return `error: ${told}${isAboutSecrets(message) ? `\n${WHERE_SECRETS_BELONG}` : ''}`;
}

function toldOf(code: string, said: string): string {
  switch (code) {
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
      return said;
    case 'commander.invalidArgument':
      return invalid(said);
    case 'commander.excessArguments':
      return `${/^too many arguments(?: for '[a-z-]+')?\. Expected \d+ arguments? but got \d+/.exec(said)?.[0]}.`;
    case 'commander.unknownOption':
      return `unknown option${quoted(/^unknown option '(--[a-z-]{1,30})['=]/.exec(said))}${suggestion(said)}`;
    case 'commander.unknownCommand':
      return `unknown command${quoted(/^unknown command '([a-z-]{1,30})'/.exec(said))}${suggestion(said)}`;
    default:
      return 'wrong use; --help shows the right one';
  }
}

/** Whatever the value is, and however many quotes it has: our reason is what follows the last of it. */
function invalid(said: string): string {
  const { option, argument, why, whyNot } =
    /^(?:option '(?<option>[^']*)' argument '.*' is invalid\. (?<why>.*)|command-argument value '.*' is invalid for argument '(?<argument>[^']*)'\. (?<whyNot>.*))$/s.exec(
      said,
    )?.groups ?? {};
  return option === undefined
    ? `argument '${argument}' is invalid. ${whyNot}`
    : `option '${option}' is invalid. ${why}`;
}

function quoted(found: RegExpExecArray | null): string {
  return found ? ` '${found[1]}'` : '';
}

function suggestion(said: string): string {
  return /\n\(Did you mean (?:one of )?[a-z, -]+\?\)$/.exec(said)?.[0] ?? '';
}

function isAboutSecrets(message: string): boolean {
  return (
    /^error: unknown option '--?\S*(secret|token)/i.test(message) ||
    /^error: too many arguments for '(put|change|rotate-client-secret)'/.test(message)
  );
}
