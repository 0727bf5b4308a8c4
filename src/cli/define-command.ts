import type { HomePaths } from '../config/paths.ts';
import type { SettingOrigin } from '../config/resolve-settings.ts';
import type { SettingName, Settings } from '../config/settings.ts';
import type { Environment, Io } from './io.ts';
import type { Output } from './output.ts';

/** One positional argument. */
export interface ArgumentDefinition {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  /** Takes all that follow. */
  readonly variadic?: true;
  readonly choices?: readonly string[];
  /** What the shell completes here besides `choices`. */
  readonly completes?: 'tool' | 'file';
}

/** One option of a single command; options with a variable are settings instead. Without placeholder: a switch. */
export interface OptionDefinition {
  readonly placeholder?: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** May be given several times: its value is a list. */
  readonly isRepeatable?: true;
}

/** Values of the declared arguments, by name. */
export type ArgumentValues<Arguments extends readonly ArgumentDefinition[]> = {
  readonly [Each in Arguments[number] as Each['name']]: Each extends { variadic: true }
    ? readonly string[]
    : Each extends { required: true }
      ? string
      : string | undefined;
};

/** Values of the declared options, by name in camel case. */
export type OptionValues<Options extends Readonly<Record<string, OptionDefinition>>> = {
  readonly [Name in keyof Options]: Options[Name] extends { placeholder: string; isRepeatable: true }
    ? readonly string[] | undefined
    : Options[Name] extends { placeholder: string }
      ? string | undefined
      : boolean;
};

/** What a command's handler is given. */
export interface CommandContext<Arguments = unknown, Options = unknown> {
  readonly args: Arguments;
  readonly options: Options;
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
  readonly paths: HomePaths;
  readonly output: Output;
  readonly io: Io;
  readonly env: Environment;
  readonly version: string;
  /** The table of all commands, for what is made of it. */
  readonly commands: readonly CommandEntry[];
  /** What `--help` shows, for commands that read it themselves. */
  readonly help: string;
  /** Aborted by SIGINT or SIGTERM; a second signal ends the process. */
  readonly signal: AbortSignal;
}

/** A line to type and what it does. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/** One command, as data: help, man page, README, completion and parser are made from it. */
export interface CommandDefinition<
  Arguments extends readonly ArgumentDefinition[] = readonly ArgumentDefinition[],
  Options extends Readonly<Record<string, OptionDefinition>> = Readonly<Record<string, OptionDefinition>>,
> {
  /** Paragraphs for `--help` and the man page. */
  readonly description: readonly string[];
  readonly arguments?: Arguments;
  readonly options?: Options;
  readonly examples?: readonly Example[];
  /** Further paragraphs of the man page, by heading. */
  readonly sections?: Readonly<Record<string, readonly string[]>>;
  /** False where the output is not a value (a script, a protocol). */
  readonly json?: false;
  /** True where the command reads further options itself, `--help` among them (`call TOOL --help`). */
  readonly acceptsUnknownOptions?: true;
  /** Returns the exit code, 0 when it returns nothing. Failures are thrown. */
  run(context: CommandContext<ArgumentValues<Arguments>, OptionValues<Options>>): Promise<number | undefined>;
}

/** A command that is only a noun: `codez store verify`. */
export interface NounDefinition {
  readonly description: readonly string[];
  readonly examples?: readonly Example[];
  readonly sections?: Readonly<Record<string, readonly string[]>>;
  readonly verbs: readonly Verb[];
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly command: AnyCommand;
}

/** Any command, for lists; its `run` is only called with values parsed by its own declarations. */
// biome-ignore lint/suspicious/noExplicitAny: a list of commands cannot know each one's arguments
export type AnyCommand = CommandDefinition<any, any>;

/** One line of `codez --help`; the command itself is loaded when it is used. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Heading in `codez --help`. */
  readonly group: 'Server:' | 'Sessions:' | 'Tools:' | 'Clients:' | 'Data:' | 'Shell:';
  readonly load: () => Promise<AnyCommand | NounDefinition>;
}

/** Returns the command as given, with its arguments and options inferred for `run`. */
export function defineCommand<
  const Arguments extends readonly ArgumentDefinition[] = readonly [],
  const Options extends Readonly<Record<string, OptionDefinition>> = Readonly<Record<never, OptionDefinition>>,
>(command: CommandDefinition<Arguments, Options>): CommandDefinition<Arguments, Options> {
  return command;
}

/** Returns true for a noun with verbs. */
export function isNoun(definition: AnyCommand | NounDefinition): definition is NounDefinition {
  return 'verbs' in definition;
}
