/** Completion of a shell, made from the commands' own definition: what is added there is completed. */
import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface Word {
  readonly flag: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

interface CompletedVerb {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Word[];
}

export function completionScript(shell: (typeof SHELLS)[number], spc: Command): string {
  const verbs = spc.commands.map((command): CompletedVerb => {
    const options = [...command.options, ...spc.options].map(word);
    return { name: command.name(), description: command.description(), options };
  });
  return { bash, zsh, fish }[shell](verbs, spc.options.map(word));
}

function word({ long, description, required, argChoices }: Option): Word {
  return { flag: long ?? '', description, takesValue: required, choices: argChoices ?? [] };
}

function flags(options: readonly Word[]): string {
  return [...new Set([...options.map(({ flag }) => flag), '--help'])].join(' ');
}

/** A verb is looked for anywhere: options of the program may stand before it. */
function bash(verbs: readonly CompletedVerb[], global: readonly Word[]): string {
  const names = verbs.map(({ name }) => name);
  return `# bash: source <(spc completion bash)
_spc() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" verb="" each
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$each" in ${names.join('|')}) verb="$each"; break ;; esac
  done
  case "$verb $before" in
${valueCases(verbs, (choices) => `COMPREPLY=($(compgen -W "${choices}" -- "$word")); return`)}
  esac
  case "$verb" in
    "") COMPREPLY=($(compgen -W "${names.join(' ')} ${flags(global)}" -- "$word")) ;;
${verbs.map(({ name, options }) => `    ${name}) COMPREPLY=($(compgen -W "${flags(options)}" -- "$word")) ;;`).join('\n')}
  esac
}
complete -o default -F _spc spc`;
}

function zsh(verbs: readonly CompletedVerb[], global: readonly Word[]): string {
  const names = verbs.map(({ name }) => name);
  return `#compdef spc
# zsh: source <(spc completion zsh)
_spc() {
  local verb="" before="\${words[CURRENT-1]}" each
  for each in "\${(@)words[2,CURRENT-1]}"; do
    case "$each" in ${names.join('|')}) verb="$each"; break ;; esac
  done
  case "$verb $before" in
${valueCases(verbs, (choices) => `compadd -- ${choices}; return`)}
  esac
  case "$verb" in
    "") compadd -- ${names.join(' ')} ${flags(global)} ;;
${verbs.map(({ name, options }) => `    ${name}) compadd -- ${flags(options)}; _files ;;`).join('\n')}
  esac
}
compdef _spc spc`;
}

function valueCases(verbs: readonly CompletedVerb[], complete: (choices: string) => string): string {
  return verbs
    .flatMap(({ name, options }) =>
      options
        .filter(({ choices }) => choices.length > 0)
        .map(({ flag, choices }) => `    "${name} ${flag}") ${complete(choices.join(' '))} ;;`),
    )
    .join('\n');
}

function fish(verbs: readonly CompletedVerb[], global: readonly Word[]): string {
  const option = (condition: string, { flag, description, takesValue, choices }: Word) =>
    [
      `complete -c spc ${condition}-l ${flag.slice(2)}`,
      takesValue ? '-r' : '',
      choices.length > 0 ? `-f -a '${choices.join(' ')}'` : '',
      `-d ${quoted(description)}`,
    ]
      .filter((part) => part !== '')
      .join(' ');
  return [
    '# fish: spc completion fish | source',
    ...global.map((word) => option('', word)),
    ...verbs.flatMap(({ name, description, options }) => [
      `complete -c spc -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
      ...options
        .filter(({ flag }) => !global.some((one) => one.flag === flag))
        .map((word) => option(`-n '__fish_seen_subcommand_from ${name}' `, word)),
    ]),
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
