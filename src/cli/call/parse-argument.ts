import { type ArgumentKind, kindOf, type ToolArgument } from './argument-schema.ts';

const SWITCH_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  '1': true,
  false: false,
  off: false,
  no: false,
  '0': false,
};

/**
 * Returns the value that text on the command line stands for. What does not fit the kind stays text: the tool's
 * own schema refuses it, naming the field.
 */
export function parseArgument(argument: ToolArgument | undefined, text: string): unknown {
  if (argument === undefined) return text;
  if (argument.kind !== 'list') return parseScalar(argument.kind, text);
  if (text.trimStart().startsWith('[')) return parseScalar('json', text);
  const items = argument.schema.items;
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').map((entry) => parseScalar(items ? kindOf(items) : 'text', entry));
}

function parseScalar(kind: ArgumentKind, text: string): unknown {
  if (kind === 'number') return /^\s*-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : text;
  if (kind === 'switch')
    return Object.hasOwn(SWITCH_WORDS, text.toLowerCase()) ? SWITCH_WORDS[text.toLowerCase()] : text;
  if (kind !== 'json') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
