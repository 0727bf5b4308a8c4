import type { Command } from 'commander';
import { configureCommand, configureFrame, renderExamples } from './configure-command.ts';
import type { NounDefinition } from './define-command.ts';
import type { ProgramContext } from './program-context.ts';

/** Adds the verbs of a noun (`store verify`) to its command. */
export function configureNoun(command: Command, noun: NounDefinition, context: ProgramContext): Command {
  command
    .description(noun.description.join('\n\n'))
    .usage(`${noun.verbs.map(({ name }) => name).join('|')} [OPTIONS]`)
    .helpCommand(false)
    .addHelpText('after', renderExamples(noun.examples ?? []));
  for (const { name, summary, command: definition } of noun.verbs) {
    const verb = configureFrame(command.command(name), context.io).summary(summary);
    configureCommand(verb, `${command.name()} ${name}`, definition, context);
  }
  return command;
}
