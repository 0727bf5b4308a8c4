import { Command } from 'commander';
import { configureCommand, configureFrame } from './configure-command.ts';
import { isNoun } from './define-command.ts';
import type { ProgramContext } from './program-context.ts';
import { PRODUCT_LINE, ROOT_OPTIONS, ROOT_USAGE, renderRootHelp } from './root-help.ts';

/** Returns the parser with all command names; a command's own options are loaded when it is used. */
export function buildProgram(context: ProgramContext): Command {
  const entries = context.commands;
  const program = configureFrame(new Command('codez'), context.io)
    .description(PRODUCT_LINE)
    .usage(ROOT_USAGE)
    .helpCommand(false)
    .enablePositionalOptions();
  program.helpInformation = () => renderRootHelp(entries);
  for (const { flags, description } of ROOT_OPTIONS) {
    if (flags === '-V, --version') program.version(context.version, flags, description);
    else if (flags !== '-h, --help') program.option(flags, description);
  }
  for (const { name, summary } of entries) configureFrame(program.command(name), context.io).summary(summary);
  program.hook('preSubcommand', async (_parent, command) => {
    const entry = entries.find((each) => each.name === command.name());
    if (entry === undefined) return;
    const definition = await entry.load();
    if (isNoun(definition)) {
      const { configureNoun } = await import('./configure-noun.ts');
      configureNoun(command, definition, context);
    } else configureCommand(command, entry.name, definition, context);
  });
  return program;
}
