import { shownLine } from '../text/shown-text.ts';

/** Where a tool's input says what it is about, the most telling first. */
const TELLING = [
  'command',
  'file_path',
  'notebook_path',
  'path',
  'pattern',
  'query',
  'url',
  'description',
  'prompt',
  'skill',
  'plan',
  'question',
] as const;

/** Returns a tool's input in one line of at most `columns`: its command, file or pattern, else its JSON. */
export function summariseInput(input: unknown, columns?: number): string {
  if (typeof input !== 'object' || input === null) return shownLine(input === undefined ? '' : String(input), columns);
  const fields = input as Readonly<Record<string, unknown>>;
  const { questions } = fields as { questions?: unknown };
  if (Array.isArray(questions) && questions.length > 0) return summariseInput(questions[0], columns);
  const name = TELLING.find((each) => typeof fields[each] === 'string' && fields[each] !== '');
  if (name !== undefined) return shownLine(String(fields[name]), columns);
  return Object.keys(fields).length === 0 ? '' : shownLine(JSON.stringify(fields), columns);
}

/** The same for input that is JSON text, which may be cut. */
export function summariseInputJson(json: string, columns?: number): string {
  try {
    return summariseInput(JSON.parse(json), columns);
  } catch {
    const [, name, value] = /^\{"(command|file_path|path|pattern|url)":"((?:[^"\\]|\\.)*)/.exec(json) ?? [];
    return shownLine(name === undefined ? json : (value ?? ''), columns);
  }
}
