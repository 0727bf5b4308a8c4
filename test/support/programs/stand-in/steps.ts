/** One thing the stand-in does in a turn. */
export type StandInStep =
  | { readonly kind: 'call'; readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly kind: 'say'; readonly text: string }
  /** Says `text` in `count` pieces, `ms` apart; `slowly MS TEXT` is a piece a word. */
  | { readonly kind: 'slow'; readonly count: number; readonly ms: number; readonly text: string }
  /** Ends the turn as a failed request to the model does. */
  | { readonly kind: 'fail'; readonly status: number; readonly text: string }
  /** Ends the process in the turn, with some words on standard error. */
  | { readonly kind: 'exit'; readonly code: number }
  /** Does nothing until it is interrupted. */
  | { readonly kind: 'hang' }
  /** Prints lines that are no records. */
  | { readonly kind: 'garbage' }
  /** Says that so many sub-agents run in the background now. */
  | { readonly kind: 'agents'; readonly count: number }
  /** Prints a line as it is. */
  | { readonly kind: 'raw'; readonly line: string }
  /** Prints a record of `bytes` bytes. */
  | { readonly kind: 'huge'; readonly bytes: number };

/** Returns the steps written in a prompt, one a line; other lines are ignored. */
export function parseSteps(prompt: string): StandInStep[] {
  return prompt.split('\n').flatMap((line) => parseStep(line) ?? []);
}

function parseStep(line: string): StandInStep | undefined {
  const [, word, rest = ''] =
    /^(call|say|slowly|slow|fail|exit|hang|garbage|huge|agents|raw)(?: (.*))?$/.exec(line) ?? [];
  const words = rest.split(' ');
  switch (word) {
    case 'call':
      return { kind: 'call', tool: words[0] ?? '', input: JSON.parse(rest.slice(rest.indexOf('{'))) };
    case 'say':
      return { kind: 'say', text: rest };
    case 'slow':
      return { kind: 'slow', count: Number(words[0]), ms: Number(words[1]), text: words.slice(2).join(' ') };
    case 'slowly':
      return { kind: 'slow', count: words.length - 1, ms: Number(words[0]), text: words.slice(1).join(' ') };
    case 'fail':
      return { kind: 'fail', status: Number(words[0]), text: words.slice(1).join(' ') };
    case 'exit':
      return { kind: 'exit', code: Number(words[0]) };
    case 'hang':
      return { kind: 'hang' };
    case 'garbage':
      return { kind: 'garbage' };
    case 'huge':
      return { kind: 'huge', bytes: Number(words[0]) };
    case 'raw':
      return { kind: 'raw', line: rest };
    case 'agents':
      return { kind: 'agents', count: Number(words[0]) };
    default:
      return undefined;
  }
}
