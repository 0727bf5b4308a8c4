import { Argument, type Command, type CommanderError, Option } from 'commander';
import { type CommandOption, commandOptions } from './command-options.ts';
import type { AnyCommand, ArgumentDefinition, Example } from './define-command.ts';
import type { Io } from './io.ts';
import { lineWidth } from './output.ts';
import type { ProgramContext } from './program-context.ts';
import { UsageError } from './usage-error.ts';
import { usageOf } from './usage-line.ts';

/** Makes commander throw instead of ending the process, and keeps its text for our own error form. */
export function configureFrame(command: Command, io: Io): Command {
  return command
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr() {},
      getOutHelpWidth: () => lineWidth(io.stdout),
      getOutHasColors: () => false,
    })
    .configureHelp({
      optionDescription: ({ description }) => description,
      subcommandTerm: (verb) => `${verb.name()} ${verb.usage().replace('[OPTIONS]', '').trim()}`.trim(),
    })
    .helpOption('-h, --help', 'Show this help.')
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : toUsageError(error, command);
    });
}

/** Adds the arguments, options, help and handler of a definition to a command. `name` is the full one. */
export function configureCommand(
  command: Command,
  name: string,
  definition: AnyCommand,
  context: ProgramContext,
): Command {
  command.description(definition.description.join('\n\n')).usage(usageOf(definition));
  for (const argument of (definition.arguments ?? []) as readonly ArgumentDefinition[]) {
    command.addArgument(toArgument(argument));
  }
  for (const option of commandOptions(name, definition)) command.addOption(toOption(option));
  if (definition.acceptsUnknownOptions) command.helpOption(false).allowUnknownOption();
  command.addHelpText('after', renderExamples(definition.examples ?? []));
  return command.action(async (...parameters: unknown[]) => {
    const { runCommand } = await import('./run-command.ts');
    const given = parameters.slice(0, -2);
    context.exitWith(await runCommand({ name, command, definition, given, context }));
  });
}

function toOption({ flag, placeholder, description, setting, choices, isRepeatable }: CommandOption): Option {
  const fallback = setting?.fallback ? `, default ${setting.fallback}` : '';
  const made = new Option(
    placeholder === undefined ? `--${flag}` : `--${flag} <${placeholder}>`,
    setting === undefined ? description : `${description} (${setting.variable}${fallback})`,
  );
  if (isRepeatable) made.argParser<readonly string[]>((value, former) => [...(former ?? []), value]);
  // The values of settings are judged where variables and the config file are judged too.
  return setting !== undefined || choices === undefined ? made : made.choices([...choices]);
}

function toArgument(argument: ArgumentDefinition): Argument {
  const name = argument.variadic ? `${argument.name}...` : argument.name;
  const made = new Argument(argument.required ? `<${name}>` : `[${name}]`, argument.description);
  return argument.choices === undefined ? made : made.choices([...argument.choices]);
}

/** Returns the examples as help shows them, nothing when there are none. */
export function renderExamples(examples: readonly Example[]): string {
  if (examples.length === 0) return '';
  return `\nExamples:\n${examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join('\n')}`;
}

function toUsageError(error: CommanderError, command: Command): UsageError {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const path = fullName(command);
  const help = `\`${path} --help\` shows what there is.`;
  return new UsageError(
    error.code === 'commander.help' ? `${path} needs a verb` : message.charAt(0).toUpperCase() + message.slice(1),
    suggestion === undefined ? help : `${suggestion.replace(/^\(|\)$/g, '')} ${help}`,
    `${path} ${command.usage()}`,
  );
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
