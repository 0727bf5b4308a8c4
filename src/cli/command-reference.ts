import { type CommandOption, commandOptions } from './command-options.ts';
import { type AnyCommand, type CommandEntry, isNoun, type NounDefinition } from './define-command.ts';
import { usageOf } from './usage-line.ts';

/** One command that can be run, with all that is known of it. */
export interface RunnableReference {
  /** Full name: `serve`, `store verify`. */
  readonly name: string;
  readonly summary: string;
  /** Whole usage line. */
  readonly usage: string;
  readonly definition: AnyCommand;
  readonly options: readonly CommandOption[];
}

/** One line of the command table, with its verbs where it is a noun (else one entry: itself). */
export interface CommandReference {
  readonly entry: CommandEntry;
  readonly definition: AnyCommand | NounDefinition;
  readonly isNoun: boolean;
  readonly runnable: readonly RunnableReference[];
}

/** Loads every command and returns what completion, man pages and README are made of. */
export async function loadCommandReference(entries: readonly CommandEntry[]): Promise<readonly CommandReference[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const definition = await entry.load();
      const runnable = isNoun(definition)
        ? definition.verbs.map((verb) => toRunnable(`${entry.name} ${verb.name}`, verb.summary, verb.command))
        : [toRunnable(entry.name, entry.summary, definition)];
      return { entry, definition, isNoun: isNoun(definition), runnable };
    }),
  );
}

function toRunnable(name: string, summary: string, definition: AnyCommand): RunnableReference {
  const usage = `codez ${name} ${usageOf(definition)}`;
  return { name, summary, usage, definition, options: commandOptions(name, definition) };
}
