import type { ToolDescription } from '../../tools/tool-invoker.ts';
import { escapeLines } from '../output.ts';
import { type JsonSchema, type ToolArgument, toolArguments } from './argument-schema.ts';

/** Returns the usage line of a tool: `codez call memory_store --content TEXT [--tags LIST]`. */
export function toolUsage(tool: ToolDescription): string {
  const words = toolArguments(tool.inputSchema as JsonSchema).map((argument) => {
    const option = renderOption(argument);
    return argument.required ? option : `[${option}]`;
  });
  return ['codez call', tool.name, ...words].join(' ');
}

/** Returns what `codez call TOOL --help` prints, made of the tool's description and input schema. */
export function renderToolHelp(tool: ToolDescription, width: number): string {
  const argumentsOfTool = toolArguments(tool.inputSchema as JsonSchema);
  const options = argumentsOfTool.map((each) => [renderOption(each), describe(each)] as const);
  const column = Math.max(0, ...options.map(([option]) => option.length)) + 4;
  const lines = options.map(([option, text]) => {
    const [first = '', ...rest] = wrap(text, Math.max(24, width - column));
    return [`  ${option.padEnd(column - 2)}${first}`, ...rest.map((line) => ' '.repeat(column) + line)].join('\n');
  });
  return escapeLines(
    [
      `Usage: ${wrap(toolUsage(tool), width - 7).join('\n         ')}`,
      wrap(`${tool.title}. ${tool.description}`, width).join('\n'),
      `Arguments:\n${lines.length === 0 ? '  none' : lines.join('\n')}`,
      'Each can also be written as NAME=VALUE, and all of them as --input JSON, --input @FILE or --input -.',
      `Needs the scope ${tool.scope}. Options of codez itself: codez call --help.`,
    ].join('\n\n'),
  );
}

function renderOption({ flag, kind, schema }: ToolArgument): string {
  const words: Readonly<Record<typeof kind, string>> = {
    text: schema.enum === undefined ? 'TEXT' : schema.enum.join('|'),
    number: 'NUMBER',
    switch: '',
    list: 'LIST',
    json: 'JSON',
  };
  return kind === 'switch' ? `--${flag}` : `--${flag} ${words[kind]}`;
}

function describe({ required, schema, kind }: ToolArgument): string {
  const notes = [
    ...(required ? ['required'] : []),
    ...(kind === 'list' ? ['separated by commas'] : []),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
  ];
  return `${schema.description ?? ''}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`.trim();
}

/** Breaks text at spaces into lines of at most `width` characters; line ends stay. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(' ')) {
      const line = lines.at(-1);
      if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}
