import type { ToolDescription } from '../../tools/tool-invoker.ts';
import { UsageError } from '../usage-error.ts';
import { type JsonSchema, toolArguments } from './argument-schema.ts';
import { parseToolWords } from './parse-tool-words.ts';
import { toolUsage } from './render-tool-help.ts';

/**
 * Returns the arguments of one call, made of the words after the tool's name and the value of `--input`; words win.
 * A bare word is the tool's main argument.
 * @throws UsageError for an option without value, several bare words, or words that `--input` leaves no room for
 */
export function buildArguments(tool: ToolDescription, words: readonly string[], input: unknown): unknown {
  const schema = tool.inputSchema as JsonSchema;
  const { named, bare, incomplete } = parseToolWords(toolArguments(schema), words);
  const fail = (message: string, hint: string): never => {
    throw new UsageError(message, hint, toolUsage(tool));
  };
  if (incomplete.length > 0) fail(`Option ${incomplete[0]} needs a value`, `Write ${incomplete[0]} VALUE.`);
  if (bare.length > 1) {
    fail(`There are ${bare.length} words without a name: ${bare.join(', ')}`, 'Put quotes round text with spaces.');
  }
  const [main] = bare;
  if (named.size === 0 && main === undefined) return input ?? {};
  if (input !== undefined && (typeof input !== 'object' || input === null || Array.isArray(input))) {
    fail('--input is no JSON object, so no further argument can be added to it', 'Give one or the other.');
  }
  const values = new Map([...Object.entries((input ?? {}) as Record<string, unknown>), ...named]);
  if (main !== undefined) {
    if (tool.main === undefined || values.has(tool.main)) {
      fail(`"${main}" has no name`, 'Give it one: --NAME VALUE or NAME=VALUE.');
    } else values.set(tool.main, main);
  }
  return Object.fromEntries(values);
}
