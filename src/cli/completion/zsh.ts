import type { CompletionModel, CompletionOption, CompletionPlace, CompletionWord } from './completion-model.ts';

/** Returns the completion script for zsh. */
export function renderZsh({ places, tools }: CompletionModel): string {
  const valued = [...new Set(places.flatMap(({ options }) => options.filter(takesValue).map(({ word }) => word)))];
  const nouns = places.filter(({ after }) => places.some((each) => after !== '' && each.after.startsWith(`${after} `)));
  return `#compdef codez
# codez completion for zsh. Load it with: source <(codez completion zsh)
_codez() {
  local word place='' skip='' previous="\${words[CURRENT - 1]}" i
  local -a given=() options=() next=()
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      ${valued.join('|')}) skip=1 ;;
      -*) ;;
      *) given+=("$word") ;;
    esac
  done
  place="\${given[1]:-}"
  case "$place" in
    ${nouns.map(({ after }) => after).join('|') || "''"}) [[ -z "\${given[2]:-}" ]] || { place+=" \${given[2]}"; shift given } ;;
  esac
  case "$place" in
${places.map((place) => indent(renderPlace(place, tools), 4)).join('\n')}
  esac
  if [[ $place == call && -n "\${given[2]:-}" ]]; then
    case "\${given[2]//./_}" in
${tools.map((tool) => indent(renderTool(tool), 6)).join('\n')}
    esac
  fi
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option options
  elif (( \${#given} < 2 && \${#next} > 0 )); then
    _describe word next
  else
    _files
  fi
}
if [[ "\${funcstack[1]:-}" == _codez ]]; then _codez "$@"; else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _codez codez
fi
`;
}

function renderPlace({ after, options, next }: CompletionPlace, tools: CompletionModel['tools']): string {
  const words = next === 'tool' ? tools : next === 'none' ? [] : next;
  return `'${after}')
  options=(${quoteAll(options)})
  next=(${quoteAll(words)})
${indent(renderValues(options), 2)} ;;`;
}

function renderTool({ word, options }: CompletionModel['tools'][number]): string {
  return `${word})
  options+=(${quoteAll(options)})
${indent(renderValues(options), 2)} ;;`;
}

function renderValues(options: readonly CompletionOption[]): string {
  const cases = options.filter(takesValue).map(({ word, value }) => {
    if (value === 'file') return `  ${word}) _files; return ;;`;
    return typeof value === 'string'
      ? `  ${word}) _message value; return ;;`
      : `  ${word}) compadd -- ${value.join(' ')}; return ;;`;
  });
  return cases.length === 0 ? ':' : `case "$previous" in\n${cases.join('\n')}\nesac`;
}

function quoteAll(words: readonly CompletionWord[]): string {
  return words.map(({ word, meaning }) => quote(`${word}:${firstSentence(meaning)}`)).join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function firstSentence(text: string): string {
  return text.split(/[.;\n]/)[0]?.replaceAll(':', '') ?? '';
}

function takesValue({ value }: CompletionOption): boolean {
  return value !== 'none';
}

function indent(text: string, by: number): string {
  return text.replace(/^/gm, ' '.repeat(by));
}
