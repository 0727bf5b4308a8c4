import type { Command } from 'commander';
import { readConfigFile } from '../config/config-file.ts';
import { resolvePaths } from '../config/paths.ts';
import { resolveHome, resolveSettings } from '../config/resolve-settings.ts';
import { SETTING_NAMES, SETTINGS, type SettingName } from '../config/settings.ts';
import { takesSetting, toCamelCase } from './command-options.ts';
import type {
  AnyCommand,
  ArgumentDefinition,
  ArgumentValues,
  OptionDefinition,
  OptionValues,
} from './define-command.ts';
import type { Io } from './io.ts';
import { createOutput } from './output.ts';
import type { ProgramContext } from './program-context.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** Exit code of a command that was interrupted. */
const INTERRUPTED = 130;

/** Options as the parser gives them; what may be repeated is an array. */
type GivenOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One parsed command line. */
export interface ParsedCommand {
  /** Full name, e.g. `store verify`. */
  readonly name: string;
  readonly command: Command;
  readonly definition: AnyCommand;
  /** Positional values, in the order of the definition's arguments. */
  readonly given: readonly unknown[];
  readonly context: ProgramContext;
}

/** Resolves settings, runs the handler and returns its exit code; 130 when it was interrupted. */
export async function runCommand({ name, command, definition, given, context }: ParsedCommand): Promise<number> {
  const { io, env, version } = context;
  const options = command.optsWithGlobals<GivenOptions>();
  const sources = { flags: flagsOf(name, options), env, cwd: io.cwd, userHome: io.userHome };
  const paths = resolvePaths(resolveHome(sources));
  const resolved = resolveSettings({ ...sources, configFile: readConfigFile(paths.config) });
  const output = await createOutput(io, env, options['json'] === true);
  for (const warning of resolved.warnings) output.warn(warning);
  const interruption = watchInterruption(io);
  try {
    const exitCode = await definition.run({
      args: argumentsOf(definition.arguments ?? [], given),
      options: optionsOf(definition, options),
      settings: resolved.settings,
      origins: resolved.origins,
      paths,
      output,
      io,
      env,
      version,
      commands: context.commands,
      help: helpOf(command),
      get signal() {
        return interruption.signal();
      },
    });
    return exitCode ?? 0;
  } catch (error) {
    if (interruption.isInterrupted()) return INTERRUPTED;
    throw error;
  } finally {
    interruption.stop();
  }
}

function flagsOf(command: string, options: GivenOptions) {
  const flags: Partial<Record<SettingName, string | boolean | readonly string[]>> = {};
  for (const name of SETTING_NAMES) {
    const value = takesSetting(command, SETTINGS[name]) ? options[toCamelCase(SETTINGS[name].flag)] : undefined;
    if (value !== undefined) flags[name] = value;
  }
  return flags;
}

function argumentsOf(
  definitions: readonly ArgumentDefinition[],
  given: readonly unknown[],
): ArgumentValues<readonly ArgumentDefinition[]> {
  const values = definitions.map(({ name }, index) => [name, given[index]]);
  return Object.fromEntries(values) as ArgumentValues<readonly ArgumentDefinition[]>;
}

function optionsOf(definition: AnyCommand, options: GivenOptions): OptionValues<Record<string, OptionDefinition>> {
  const declared = Object.entries(definition.options ?? {}) as [string, OptionDefinition][];
  const values = declared.map(([name, { placeholder }]) => [
    name,
    placeholder === undefined ? isGiven(name, options) : options[name],
  ]);
  return Object.fromEntries(values) as OptionValues<Record<string, OptionDefinition>>;
}

/** The parser takes `--no-wait` for the option `wait` set to false. */
function isGiven(name: string, options: GivenOptions): boolean {
  const denied = /^no[A-Z]/.test(name) ? `${name.charAt(2).toLowerCase()}${name.slice(3)}` : undefined;
  return denied === undefined ? options[name] === true : options[denied] === false;
}

/** Returns the help text, with what was added after it. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text.trimEnd();
}

/**
 * The first signal asks the command to end, the second ends the process. A command that never looks at its abort
 * signal is ended by the first, as any process.
 */
function watchInterruption(io: Io): { readonly signal: () => AbortSignal; isInterrupted(): boolean; stop(): void } {
  const controller = new AbortController();
  let isWatching = false;
  const onSignal = (): void => {
    if (controller.signal.aborted) io.exit(INTERRUPTED);
    controller.abort();
  };
  return {
    signal() {
      if (!isWatching) for (const name of SIGNALS) io.signals.on(name, onSignal);
      isWatching = true;
      return controller.signal;
    },
    isInterrupted: () => controller.signal.aborted,
    stop() {
      for (const name of SIGNALS) io.signals.off(name, onSignal);
    },
  };
}
