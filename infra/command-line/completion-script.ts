/** Completion of a shell, made from the commands' own definition: what is added there is completed. */
import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface Word {
  readonly flag: string;
  readonly description: string;
  readonly value: 'none' | 'file' | 'other';
  readonly choices: readonly string[];
}

interface CompletedVerb {
  readonly name: string;
  readonly description: string;
  /** What its first argument can be, where the program knows. */
  readonly choices: readonly string[];
  readonly options: readonly Word[];
}

export function completionScript(shell: (typeof SHELLS)[number], spc: Command): string {
  const global = [...spc.options.map(word), HELP];
  const verbs = spc.commands.map((command): CompletedVerb => {
    const choices = command.registeredArguments[0]?.argChoices ?? [];
    const own = command.options.map(word);
    return { name: command.name(), description: command.description(), choices, options: [...own, ...global] };
  });
  return { bash, zsh, fish }[shell](verbs, global);
}

const HELP: Word = { flag: '--help', description: 'what there is to say', value: 'none', choices: [] };

function word({ long, flags, description, required, argChoices }: Option): Word {
  const value = !required ? 'none' : flags.endsWith('<file>') ? 'file' : 'other';
  return { flag: long ?? '', description, value, choices: argChoices ?? [] };
}

/** A verb is looked for anywhere: options of the program, and their values, may stand before it. */
function bash(verbs: readonly CompletedVerb[], global: readonly Word[]): string {
  const offer = (words: readonly string[]) => `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$word"))`;
  return `# bash: source <(spc completion bash)
_spc() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" verb="" last="" each
  # bash makes words of their own of an option, its equals sign and its value.
  if [ "$word" = "=" ]; then word=""; elif [ "$before" = "=" ]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${verbCases(verbs, global)}
  done
  case "$verb $before" in
${valueCases(verbs, global, { offer, files: 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word"))', nothing: 'COMPREPLY=()' })}
  esac
  case "$verb" in
${wordCases(verbs, global, offer)}
  esac
}
complete -F _spc spc`;
}

/** An alias is completed as what it stands for, which is the program's file. */
function zsh(verbs: readonly CompletedVerb[], global: readonly Word[]): string {
  const offer = (words: readonly string[]) => `compadd -- ${words.join(' ')}`;
  return `# zsh: source <(spc completion zsh)
_spc() {
  local verb="" last="" before="\${words[CURRENT-1]}" each
  if compset -P '--*='; then before="\${words[CURRENT]%%=*}"; fi
  for each in "\${(@)words[2,CURRENT-1]}"; do
${verbCases(verbs, global)}
  done
  case "$verb $before" in
${valueCases(verbs, global, { offer, files: '_files', nothing: 'true' })}
  esac
  case "$verb" in
${wordCases(verbs, global, offer)}
  esac
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _spc spc spc.mjs`;
}

/** Finds the verb; what follows an option may be named like one. */
function verbCases(verbs: readonly CompletedVerb[], global: readonly Word[]): string {
  const withValue = global.filter(({ value }) => value !== 'none').map(({ flag }) => flag);
  return `    case "$last" in ${withValue.join('|')}) last=""; continue ;; esac
    case "$each" in ${verbs.map(({ name }) => name).join('|')}) verb="$each"; break ;; esac
    last="$each"`;
}

interface Answers {
  readonly offer: (words: readonly string[]) => string;
  readonly files: string;
  readonly nothing: string;
}

/** After an option that takes a value there is nothing else to say than the value. */
function valueCases(verbs: readonly CompletedVerb[], global: readonly Word[], answers: Answers): string {
  const all = [{ name: '', options: global }, ...verbs];
  const cases = all.flatMap(({ name, options }) =>
    options
      .filter(({ value }) => value !== 'none')
      .map((option) => `    "${name} ${option.flag}") ${valueOffered(option, answers)}; return ;;`),
  );
  return cases.join('\n');
}

function valueOffered({ choices, value }: Word, { offer, files, nothing }: Answers): string {
  if (choices.length > 0) return offer(choices);
  return value === 'file' ? files : nothing;
}

function wordCases(verbs: readonly CompletedVerb[], global: readonly Word[], offer: Answers['offer']): string {
  const flags = (options: readonly Word[]) => options.map(({ flag }) => flag);
  const all = [
    { name: '""', words: [...verbs.map(({ name }) => name), ...flags(global)] },
    ...verbs.map(({ name, choices, options }) => ({ name, words: [...choices, ...flags(options)] })),
  ];
  return all.map(({ name, words }) => `    ${name}) ${offer(words)} ;;`).join('\n');
}

function fish(verbs: readonly CompletedVerb[], global: readonly Word[]): string {
  const names = verbs.map(({ name }) => name).join(' ');
  const ofVerb = (name: string) => `-n '__fish_seen_subcommand_from ${name}' `;
  const offered = (choices: readonly string[]) => (choices.length > 0 ? [`-a '${choices.join(' ')}'`] : []);
  const option = (condition: string, { flag, description, value, choices }: Word) =>
    [
      `complete -c spc ${condition}-l ${flag.slice(2)}`,
      ...(value === 'none' ? [] : [value === 'file' ? '-r -F' : '-x']),
      ...offered(choices),
      `-d ${quoted(description)}`,
    ].join(' ');
  return [
    '# fish: spc completion fish | source',
    'complete -c spc -f',
    ...global.map((word) => option('', word)),
    ...verbs.flatMap(({ name, description, choices, options }) => [
      `complete -c spc -n 'not __fish_seen_subcommand_from ${names}' -a ${name} -d ${quoted(description)}`,
      ...offered(choices).map((some) => `complete -c spc ${ofVerb(name)}${some}`),
      ...options
        .filter((word) => !global.some(({ flag }) => flag === word.flag))
        .map((word) => option(ofVerb(name), word)),
    ]),
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
