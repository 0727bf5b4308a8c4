import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import type { Fields } from './record-order.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What stands in a tool's call and its result. */
export interface ToolTexts {
  readonly cwd: string;
  /** Text that the input holds. */
  readonly input: string;
  /** Text that the result holds. */
  readonly output: string;
  /** Text that only stands in `toolUseResult`, beside the conversation. */
  readonly beside: string;
  readonly isError: boolean;
}

export interface ToolCall {
  readonly name: string;
  readonly input: Fields;
  /** `content` of the result's block. */
  readonly content: unknown;
  readonly toolUseResult: unknown;
}

/** Returns a call of one of Claude Code's tools or of an MCP server, with its result. */
export function makeToolCall(texts: ToolTexts, random: SeededRandom, vocabulary: Vocabulary): ToolCall {
  const make = random.weighted([
    [5, bash],
    [2, edit],
    [1, write],
    [4, read],
    [1, grep],
    [2, mcp],
    [1, todos],
  ] as const);
  const call = make(texts, vocabulary, random);
  if (!texts.isError) return call;
  return { ...call, content: `Exit code 1\n${texts.output}`, toolUseResult: `Error: Exit code 1\n${texts.output}` };
}

function bash({ input, output, beside }: ToolTexts, vocabulary: Vocabulary): ToolCall {
  const command = `cd ${vocabulary.word()} && grep -rn "${vocabulary.word()}" . | head -${input.length} # ${input}`;
  return {
    name: 'Bash',
    input: { command, description: vocabulary.prose(40) },
    content: output,
    toolUseResult: { stdout: output, stderr: beside, interrupted: false, isImage: false, noOutputExpected: false },
  };
}

function edit({ cwd, input, output, beside }: ToolTexts, vocabulary: Vocabulary): ToolCall {
  const path = vocabulary.path(cwd);
  const [before, after] = [vocabulary.output(300), `${vocabulary.output(200)}${input}\n`];
  return {
    name: 'Edit',
    input: { replace_all: false, file_path: path, old_string: before, new_string: after },
    content: `The file ${path} has been updated successfully.\n${output}`,
    toolUseResult: {
      filePath: path,
      oldString: before,
      newString: after,
      originalFile: `${vocabulary.output(1500)}${beside}`,
      structuredPatch: [{ oldStart: 1, oldLines: 3, newStart: 1, newLines: 4, lines: [`-${before}`, `+${after}`] }],
      userModified: false,
      replaceAll: false,
    },
  };
}

function write({ cwd, input, output, beside }: ToolTexts, vocabulary: Vocabulary): ToolCall {
  const path = vocabulary.path(cwd);
  const content = `${vocabulary.output(900)}\n// ${input}\n`;
  return {
    name: 'Write',
    input: { file_path: path, content },
    content: [{ type: 'text', text: `File created successfully at: ${path}\n${output}` }],
    toolUseResult: { type: 'create', filePath: path, content, structuredPatch: [], originalFile: beside },
  };
}

function read({ cwd, input, output, beside }: ToolTexts, vocabulary: Vocabulary): ToolCall {
  const path = vocabulary.path(cwd);
  const numbered = output.replaceAll('\n', '\n\t→');
  return {
    name: 'Read',
    input: { file_path: `${path} ${input}`, offset: 1, limit: 400 },
    content: numbered,
    toolUseResult: {
      type: 'text',
      file: { filePath: path, content: output, numLines: 40, startLine: 1, totalLines: 40, note: beside },
    },
  };
}

function grep({ cwd, input, output, beside }: ToolTexts, vocabulary: Vocabulary): ToolCall {
  return {
    name: 'Grep',
    input: { pattern: input, path: cwd, output_mode: 'content', '-n': true, glob: `**/${vocabulary.word()}.ts` },
    content: output,
    toolUseResult: { mode: 'content', numFiles: 3, filenames: [beside], content: output, numLines: 3 },
  };
}

function todos({ input, output, beside }: ToolTexts, vocabulary: Vocabulary): ToolCall {
  const todo = (content: string): Fields => ({ content, status: 'pending', activeForm: vocabulary.prose(30) });
  return {
    name: 'TodoWrite',
    input: { todos: [todo(vocabulary.prose(40)), todo(input), todo(vocabulary.prose(30))] },
    content: `Todos have been modified successfully. ${output}`,
    toolUseResult: { oldTodos: [todo(beside)], newTodos: [] },
  };
}

/** Nested as deep as programs do, with names of fields that mean something elsewhere in a record. */
function mcp({ input, output, beside }: ToolTexts, vocabulary: Vocabulary, random: SeededRandom): ToolCall {
  const decoy = {
    type: 'assistant',
    uuid: vocabulary.uuid(),
    isMeta: true,
    timestamp: '2001-01-01T00:00:00.000Z',
    message: { id: 'msg_decoy', role: 'user', model: 'claude-decoy-1', content: 'nothing', usage: DECOY_USAGE },
  };
  const nested = {
    filter: { any: [{ field: 'title', values: [vocabulary.word(), input] }], decoy },
    usage: DECOY_USAGE,
  };
  const blocks = [
    { type: 'text', text: output },
    { type: 'text', text: vocabulary.prose(100) },
    ...(random.chance(0.2)
      ? [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } }]
      : []),
  ];
  return {
    name: `mcp__${vocabulary.word()}__create_issue`,
    input: { repo: `${vocabulary.word()}/${vocabulary.word()}`, number: random.below(1e6), query: nested },
    content: blocks,
    toolUseResult: [...blocks, { type: 'text', text: beside, usage: DECOY_USAGE }],
  };
}

const DECOY_USAGE = {
  input_tokens: 1_000_000,
  output_tokens: 1_000_000,
  cache_read_input_tokens: 1_000_000,
  cache_creation_input_tokens: 1_000_000,
};
