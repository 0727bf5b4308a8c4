import type { CompletionModel, CompletionOption } from './completion-model.ts';

/** Returns the completion script for bash. */
export function renderBash({ places, tools }: CompletionModel): string {
  const valued = [...new Set(places.flatMap(({ options }) => options.filter(takesValue).map(({ word }) => word)))];
  const nouns = places.filter(
    ({ after, next }) => after !== '' && places.some((each) => each.after.startsWith(`${after} `)) && next !== 'tool',
  );
  const toolNames = tools.map(({ word }) => word).join(' ');
  return `# codez completion for bash. Load it with: source <(codez completion bash)
_codez() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}"
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  local word place='' options='' next='' skip='' i
  local -a words=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ $word == '=' ]]; then skip=1; continue; fi
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      ${valued.join('|')}) [[ \${COMP_WORDS[i + 1]} == '=' ]] || skip=1 ;;
      -*) ;;
      *) words+=("$word") ;;
    esac
  done
  place="\${words[0]}"
  case "$place" in
    ${nouns.map(({ after }) => after).join('|') || "''"}) [[ -z \${words[1]} ]] || { place+=" \${words[1]}"; words=("\${words[@]:1}"); } ;;
  esac
  case "$place" in
${places.map((place) => indent(renderPlace(place.after, place.options, nextWords(place.next, toolNames)), 4)).join('\n')}
  esac
  if [[ $place == call && -n \${words[1]} ]]; then
    case "\${words[1]//./_}" in
${tools.map(({ word, options }) => indent(renderTool(word, options), 6)).join('\n')}
    esac
  fi
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  elif [[ \${#words[@]} -eq 0 || \${#words[@]} -eq 1 ]]; then
    COMPREPLY=($(compgen -W "$next" -- "$cur"))
  fi
}
complete -o default -F _codez codez
`;
}

function renderPlace(after: string, options: readonly CompletionOption[], next: string): string {
  return `'${after}')
  options='${options.map(({ word }) => word).join(' ')}' next='${next}'
${indent(renderValues(options), 2)} ;;`;
}

function renderTool(name: string, options: readonly CompletionOption[]): string {
  return `${name})
  options+=' ${options.map(({ word }) => word).join(' ')}'
${indent(renderValues(options), 2)} ;;`;
}

function renderValues(options: readonly CompletionOption[]): string {
  const cases = options.filter(takesValue).map(({ word, value }) => {
    if (value === 'file') return `  ${word}) COMPREPLY=($(compgen -f -- "$cur")); return ;;`;
    return typeof value === 'string'
      ? `  ${word}) return ;;`
      : `  ${word}) COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$cur")); return ;;`;
  });
  return cases.length === 0 ? ':' : `case "$prev" in\n${cases.join('\n')}\nesac`;
}

function nextWords(next: 'tool' | 'none' | readonly { readonly word: string }[], toolNames: string): string {
  if (next === 'tool') return toolNames;
  return next === 'none' ? '' : next.map(({ word }) => word).join(' ');
}

function takesValue({ value }: CompletionOption): boolean {
  return value !== 'none';
}

function indent(text: string, by: number): string {
  return text.replace(/^/gm, ' '.repeat(by));
}
