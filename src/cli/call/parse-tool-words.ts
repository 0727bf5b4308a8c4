import type { ToolArgument } from './argument-schema.ts';
import { parseArgument } from './parse-argument.ts';

/** What the words after a tool's name say. */
export interface ToolWords {
  /** Arguments by name, as the tool takes them. */
  readonly named: ReadonlyMap<string, unknown>;
  /** Words that belong to no name: the tool's main argument. */
  readonly bare: readonly string[];
  /** Options without the value they need. */
  readonly incomplete: readonly string[];
}

/**
 * Reads `--content text`, `--content=text`, `content=text`, `--flag`, `--no-flag` and bare words; a repeated list
 * option adds to the list. Names the tool does not have are kept: it may know them by another name, and it refuses
 * what it does not know.
 */
export function parseToolWords(toolArguments: readonly ToolArgument[], words: readonly string[]): ToolWords {
  const named = new Map<string, unknown>();
  const bare: string[] = [];
  const incomplete: string[] = [];
  const find = (flag: string): ToolArgument | undefined =>
    toolArguments.find((each) => each.flag === flag || each.name === flag);
  const set = (flag: string, text: string): void => {
    const argument = find(flag);
    const name = argument?.name ?? flag.replaceAll('-', '_');
    const value = parseArgument(argument, text);
    const before = named.get(name);
    const adds = argument?.kind === 'list' && Array.isArray(before) && Array.isArray(value);
    named.set(name, adds ? [...before, ...value] : value);
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      bare.push(...words.slice(index + 1));
      break;
    }
    const option = /^--([^=]+)(?:=(.*))?$/s.exec(word);
    const [, name = '', value] = option ?? /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(word) ?? [];
    if (name === '') bare.push(word);
    else if (value !== undefined) set(name, value);
    else if (find(name)?.kind === 'switch') set(name, 'true');
    else if (find(name) === undefined && find(name.replace(/^no-/, ''))?.kind === 'switch') {
      set(name.replace(/^no-/, ''), 'false');
    } else if (index + 1 < words.length) set(name, words[++index] ?? '');
    else incomplete.push(word);
  }
  return { named, bare, incomplete };
}
