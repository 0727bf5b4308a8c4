import type { CompletionModel, CompletionOption, CompletionPlace } from './completion-model.ts';

/** Returns the completion script for fish. */
export function renderFish({ places, tools }: CompletionModel): string {
  const lines = places.flatMap((place) => {
    const condition = conditionOf(place, places);
    const words = place.next === 'tool' ? tools : place.next === 'none' ? [] : place.next;
    const others = words.map(({ word }) => word).join(' ');
    const here = place.after === '' || others === '' ? condition : `${condition}; and ${notSeen(others)}`;
    return [
      ...place.options.map((option) => renderOption(option, condition)),
      ...words.map(({ word, meaning }) => complete(here, `-a ${quote(word)} -d ${quote(firstSentence(meaning))}`)),
    ];
  });
  const toolLines = tools.flatMap(({ word, options }) =>
    options.map((option) =>
      renderOption(option, `__fish_seen_subcommand_from call; and __fish_seen_subcommand_from ${word}`),
    ),
  );
  return `# codez completion for fish. Load it with: codez completion fish | source
complete -c codez -f
${[...lines, ...toolLines].join('\n')}
`;
}

function conditionOf({ after }: CompletionPlace, places: readonly CompletionPlace[]): string {
  if (after === '') {
    const commands = places.filter((each) => each.after !== '' && !each.after.includes(' ')).map((each) => each.after);
    return notSeen(commands.join(' '));
  }
  return after
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
}

function notSeen(words: string): string {
  return `not __fish_seen_subcommand_from ${words}`;
}

function renderOption({ word, meaning, value }: CompletionOption, condition: string): string {
  const name = `-l ${word.slice('--'.length)} -d ${quote(firstSentence(meaning))}`;
  if (value === 'none') return complete(condition, name);
  if (value === 'file') return complete(condition, `${name} -r -F`);
  return complete(condition, value === 'any' ? `${name} -x` : `${name} -x -a ${quote(value.join(' '))}`);
}

function complete(condition: string, rest: string): string {
  return `complete -c codez -n ${quote(condition)} ${rest}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function firstSentence(text: string): string {
  return text.split(/[.;\n]/)[0] ?? '';
}
