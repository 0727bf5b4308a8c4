import { CodezError } from '../../core/errors.ts';
import { nearest } from '../../core/nearest.ts';
import { canonicalName } from '../../tools/names.ts';
import type { ToolDescription } from '../../tools/tool-invoker.ts';
import { buildArguments } from '../call/build-arguments.ts';
import { readInput } from '../call/read-input.ts';
import { renderToolHelp } from '../call/render-tool-help.ts';
import { defineCommand } from '../define-command.ts';
import { UsageError } from '../usage-error.ts';
import { withInvoker } from '../with-invoker.ts';

const USAGE = 'codez call TOOL [ARGUMENTS...] [OPTIONS]';

export const call = defineCommand({
  description: [
    'Calls one tool and prints its result as JSON, indented on a terminal.',
    "The options after TOOL are the tool's own arguments: `codez call TOOL --help` lists them. A list is separated " +
      'by commas; an object is JSON. Each argument can also be written as NAME=VALUE, and all of them at once with ' +
      '--input. Where a tool has an argument with the name of an option of codez, NAME=VALUE means the tool. A word ' +
      "without a name is the tool's main argument.",
    'With a running server the call goes through it; without one it runs in this process on the same files. ' +
      'With --url it goes to another server.',
  ],
  arguments: [
    { name: 'tool', description: 'Name of the tool; dots count as underscores.', required: true, completes: 'tool' },
    { name: 'arguments', description: "The tool's arguments.", variadic: true },
  ],
  options: {
    input: {
      placeholder: 'JSON|@FILE|-',
      description: 'All arguments as a JSON object: as given, from a file, or from standard input.',
    },
  },
  examples: [
    { line: 'codez call memory_store --content "note" --tags ops,db', does: 'store a note' },
    { line: 'codez call memory_search "deploy"', does: 'find notes' },
    { line: 'codez call memory_store --input @note.json', does: 'take the arguments from a file' },
    { line: 'codez call memory_store --help', does: 'show what a tool takes' },
  ],
  acceptsUnknownOptions: true,
  async run(context) {
    const { args, options, output, io } = context;
    if (['--help', '-h'].includes(args.tool)) {
      output.print(context.help);
      return 0;
    }
    if (args.tool.startsWith('-')) {
      throw new UsageError(`Unknown option '${args.tool}'`, "A tool's options follow the tool's name.", USAGE);
    }
    const words = args.arguments;
    return withInvoker(context, async ({ invoker, principal }) => {
      const tool = findTool(await invoker.list(principal), args.tool);
      if (words.slice(0, endOfOptions(words)).some((word) => word === '--help' || word === '-h')) {
        output.print(renderToolHelp(tool, output.width));
        return 0;
      }
      const input = options.input === undefined ? undefined : await readInput(options.input, io);
      const toolArguments = buildArguments(tool, words, input);
      const spinner = output.spin(tool.title);
      try {
        const { value, json } = await invoker.call(tool.name, toolArguments, {
          principal,
          door: 'cli',
          signal: context.signal,
          progress: ({ message, progress, total }) =>
            spinner.update(message ?? `${tool.title}: ${progress}${total === undefined ? '' : `/${total}`}`),
        });
        spinner.stop();
        output.printJson(output.isTerminal && !output.isJson ? JSON.stringify(value, null, 2) : json);
      } finally {
        spinner.stop();
      }
      return 0;
    });
  },
});

function endOfOptions(words: readonly string[]): number {
  return words.includes('--') ? words.indexOf('--') : words.length;
}

function findTool(tools: readonly ToolDescription[], name: string): ToolDescription {
  const wanted = canonicalName(name);
  const tool = tools.find((each) => each.name === wanted);
  if (tool !== undefined) return tool;
  const guess = nearest(
    wanted,
    tools.map((each) => each.name),
  );
  const hint = guess === undefined ? '' : `Did you mean ${guess}? `;
  throw new CodezError('not_found', `Unknown tool: ${name.slice(0, 128)}`, `${hint}\`codez tools\` lists them.`);
}
