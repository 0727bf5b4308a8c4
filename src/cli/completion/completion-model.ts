import type { ToolDescription } from '../../tools/tool-invoker.ts';
import { type JsonSchema, toolArguments } from '../call/argument-schema.ts';
import type { CommandOption } from '../command-options.ts';
import type { CommandReference } from '../command-reference.ts';
import type { ArgumentDefinition } from '../define-command.ts';
import { ROOT_OPTIONS } from '../root-help.ts';

/** A word that can be completed, and what it means. */
export interface CompletionWord {
  readonly word: string;
  readonly meaning: string;
}

/** An option, and what may follow it. */
export interface CompletionOption extends CompletionWord {
  /** `none` for a switch. */
  readonly value: 'none' | 'file' | 'any' | readonly string[];
}

/** One place in the command line: after `codez`, after a noun, or after a whole command. */
export interface CompletionPlace {
  /** Words before it, without options: `''`, `store`, `store verify`. */
  readonly after: string;
  readonly options: readonly CompletionOption[];
  /** What may stand there: words, tool names, or nothing that is known. */
  readonly next: 'tool' | 'none' | readonly CompletionWord[];
}

/** Everything the shells complete. */
export interface CompletionModel {
  readonly places: readonly CompletionPlace[];
  readonly tools: readonly (CompletionWord & { readonly options: readonly CompletionOption[] })[];
}

/** Returns what can be completed, made of the command table and the tools' schemas. */
export function completionModel(
  commands: readonly CommandReference[],
  tools: readonly ToolDescription[],
): CompletionModel {
  const root: CompletionPlace = {
    after: '',
    options: ROOT_OPTIONS.map(({ flags, description }) => ({
      word: /--[a-z-]+/.exec(flags)?.[0] ?? flags,
      meaning: description,
      value: flags.includes('<DIR>') ? 'file' : 'none',
    })),
    next: commands.map(({ entry }) => ({ word: entry.name, meaning: entry.summary })),
  };
  const nouns = commands
    .filter(({ isNoun }) => isNoun)
    .map(({ entry, runnable }) => ({
      after: entry.name,
      options: [],
      next: runnable.map(({ name, summary }) => ({ word: name.slice(entry.name.length + 1), meaning: summary })),
    }));
  const runnable = commands.flatMap((command) => command.runnable);
  const places = runnable.map(({ name, options, definition }) => ({
    after: name,
    options: [...options.map(toOption), { word: '--help', meaning: 'Show this help.', value: 'none' as const }],
    next: nextOf((definition.arguments ?? []) as readonly ArgumentDefinition[]),
  }));
  return { places: [root, ...nouns, ...places], tools: tools.map(toTool) };
}

function toTool(tool: ToolDescription): CompletionModel['tools'][number] {
  const options = toolArguments(tool.inputSchema as JsonSchema).map(({ flag, kind, schema }) => ({
    word: `--${flag}`,
    meaning: schema.description ?? '',
    value: kind === 'switch' ? ('none' as const) : (schema.enum?.map(String) ?? ('any' as const)),
  }));
  return { word: tool.name, meaning: tool.title, options };
}

function toOption({ flag, placeholder, description, choices }: CommandOption): CompletionOption {
  const isFile = /\b(?:FILE|DIR)\b/.test(placeholder ?? '');
  const value = placeholder === undefined ? 'none' : (choices ?? (isFile ? 'file' : 'any'));
  return { word: `--${flag}`, meaning: description, value };
}

function nextOf(definitions: readonly ArgumentDefinition[]): CompletionPlace['next'] {
  const [first] = definitions;
  if (first?.completes === 'tool') return 'tool';
  return first?.choices?.map((word) => ({ word, meaning: first.description })) ?? 'none';
}
