import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { CodezError } from '../core/errors.ts';
import { type ConfigFile, describeUnknownKey } from './config-file.ts';
import { resolveUserPath } from './paths.ts';
import type { Setting } from './setting.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts';

/** Where the value of a setting comes from. */
export type SettingOrigin = 'flag' | 'variable' | 'file' | 'default';

/** Everything settings are made of. Relative paths of flags and variables start at `cwd`. */
export interface SettingSources {
  /** Options as given, by setting; a switch is `true`, what may be repeated is an array. */
  readonly flags: Readonly<Partial<Record<SettingName, string | boolean | readonly string[]>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configFile: ConfigFile | undefined;
  readonly cwd: string;
  readonly userHome: string;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
  /** Sentences for the user, e.g. on unknown keys of the config file. */
  readonly warnings: readonly string[];
}

interface Given {
  readonly origin: SettingOrigin;
  readonly value: unknown;
  /** How the user gave it: `--port`, `CODEZ_PORT`, `"port" in /home/me/.codez/config.json`. */
  readonly where: string;
  readonly base: string;
}

/**
 * Resolves every setting: flag, else variable, else config file, else default. An empty variable counts as unset.
 * @throws CodezError `invalid` naming the source, the value and what it must be.
 */
export function resolveSettings(sources: SettingSources): ResolvedSettings {
  const values: Record<string, unknown> = {};
  const origins: Record<string, SettingOrigin> = {};
  for (const name of SETTING_NAMES) {
    const given = findGiven(name, sources);
    origins[name] = given.origin;
    values[name] = given.value === undefined ? undefined : parse(SETTINGS[name], given, sources.userHome);
  }
  const settings = values as Settings;
  if ((settings.tlsCert === undefined) !== (settings.tlsKey === undefined)) {
    const [given, missing] = settings.tlsCert === undefined ? (['key', 'cert'] as const) : (['cert', 'key'] as const);
    throw new CodezError('invalid', `A TLS ${given} is set without its ${missing}`, `Give --tls-${missing} FILE too.`);
  }
  const { configFile } = sources;
  const warnings = configFile?.unknownKeys.map((key) => `${configFile.path} has ${describeUnknownKey(key)}: ignored`);
  return { settings, origins: origins as Record<SettingName, SettingOrigin>, warnings: warnings ?? [] };
}

/**
 * Returns the data directory alone, before the config file in it can be read.
 * @throws CodezError `invalid` when it is below the user's home directory and that is not known.
 */
export function resolveHome(sources: Omit<SettingSources, 'configFile'>): string {
  const given = findGiven('home', { ...sources, configFile: undefined });
  if (String(given.value).startsWith('~') && !isAbsolute(sources.userHome)) {
    throw new CodezError('invalid', 'The home directory of this user is not known', 'Set CODEZ_HOME to a directory.');
  }
  return parse(SETTINGS.home, given, sources.userHome) as string;
}

function findGiven(name: SettingName, sources: SettingSources): Given {
  const setting: Setting = SETTINGS[name];
  const { flags, env, configFile, cwd } = sources;
  const flag = flags[name];
  if (flag !== undefined) return { origin: 'flag', value: flag, where: `--${setting.flag}`, base: cwd };
  const variable = env[setting.variable];
  if (variable !== undefined && variable !== '') {
    return { origin: 'variable', value: variable, where: setting.variable, base: cwd };
  }
  if (configFile?.values.has(name)) {
    const where = `"${setting.key}" in ${configFile.path}`;
    return { origin: 'file', value: configFile.values.get(name), where, base: configFile.path.replace(/[^/]*$/, '') };
  }
  return { origin: 'default', value: setting.fallback, where: 'the default', base: cwd };
}

function parse(setting: Setting, given: Given, userHome: string): unknown {
  const result = setting.schema(z).safeParse(given.value);
  if (!result.success) {
    const path = pathInto(given.value, result.error.issues[0]?.path ?? []);
    const shown = JSON.stringify(path.value)?.slice(0, 200) ?? 'missing';
    const isWhole = path.names.length === 0;
    throw new CodezError(
      'invalid',
      isWhole
        ? `${given.where} is ${shown}, but must be ${setting.expects}`
        : `${given.where} must be ${setting.expects}: ${path.names.join('.')} is ${shown}`,
      `${setting.description}${setting.fallback ? ` Default: ${setting.fallback}.` : ''}`,
    );
  }
  if (setting.kind !== 'path') return result.data;
  const toPath = (path: string): string => resolveUserPath(path, given.base, userHome);
  if (typeof result.data === 'string') return toPath(result.data);
  // A user without a home directory has nothing below it.
  return Array.isArray(result.data) ? result.data.map(toPath).filter((path) => isAbsolute(path)) : result.data;
}

/** Returns what stands at a path in an object that was given, and the path; nothing more is told of any other value. */
function pathInto(given: unknown, path: readonly PropertyKey[]): { names: readonly string[]; value: unknown } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return { names: [], value: given };
  let value: unknown = given;
  for (const name of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[name];
  return { names: path.map(String), value };
}
