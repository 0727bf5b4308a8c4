import type { Setting } from '../config/setting.ts';
import { SETTING_NAMES, SETTINGS } from '../config/settings.ts';
import type { AnyCommand, OptionDefinition } from './define-command.ts';

/** One option of a command, as parser, help, man page and completion see it. */
export interface CommandOption {
  /** Without dashes. */
  readonly flag: string;
  /** Absent for a switch. */
  readonly placeholder?: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly isRepeatable?: boolean;
  /** Present when it is a setting. */
  readonly setting?: Setting;
}

/** Returns all options of a command (full name) but `--help`: its own, its settings, and those of every command. */
export function commandOptions(name: string, definition: AnyCommand): readonly CommandOption[] {
  const own = Object.entries(definition.options ?? {}) as [string, OptionDefinition][];
  return [
    ...own.map(([option, given]) => ({ flag: toKebabCase(option), ...given })),
    ...settingsOf(name).map(toCommandOption),
    ...(definition.json === false ? [] : [JSON_OPTION]),
    VERBOSE_OPTION,
  ];
}

/** Returns the settings that the command with this full name takes as options. */
function settingsOf(command: string): readonly Setting[] {
  return SETTING_NAMES.map((name): Setting => SETTINGS[name]).filter((setting) => takesSetting(command, setting));
}

/** Returns true when the command with this full name takes the setting as an option. */
export function takesSetting(command: string, { commands }: Setting): boolean {
  return commands === 'all' || commands.includes(command);
}

/** Returns `dryRun` for `dry-run`. */
export function toCamelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const JSON_OPTION: CommandOption = {
  flag: 'json',
  description: 'Print the result, and an error on standard error, as JSON.',
};

const VERBOSE_OPTION: CommandOption = { flag: 'verbose', description: 'Show the stack trace of an error.' };

function toCommandOption(setting: Setting): CommandOption {
  const { flag, placeholder, description } = setting;
  const choices = placeholder?.includes('|') ? { choices: placeholder.split('|') } : {};
  const repeatable = setting.isRepeatable === undefined ? {} : { isRepeatable: setting.isRepeatable };
  return {
    flag,
    description,
    setting,
    ...choices,
    ...repeatable,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
}

function toKebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
