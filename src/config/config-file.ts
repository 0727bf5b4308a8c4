import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { CodezError } from '../core/errors.ts';
import { isJsonObject } from '../core/json-object.ts';
import { nearest } from '../core/nearest.ts';
import { findJsonError } from './json-position.ts';
import type { Setting } from './setting.ts';
import { SETTING_NAMES, SETTINGS, type SettingName } from './settings.ts';

/** Nobody writes that many settings by hand. */
const MAX_BYTES = 256 * 1024;

/** `config.json`, flattened to the settings it holds. */
export interface ConfigFile {
  readonly path: string;
  readonly values: ReadonlyMap<SettingName, unknown>;
  /** Keys that are no setting, with their dotted path. */
  readonly unknownKeys: readonly string[];
}

const NAME_OF_KEY: ReadonlyMap<string, SettingName> = new Map(
  SETTING_NAMES.flatMap((name) => {
    const key = (SETTINGS[name] as Setting).key;
    return key === undefined ? [] : [[key, name] as const];
  }),
);

/**
 * Reads and flattens `config.json`; a missing file holds nothing.
 * @throws CodezError `invalid` when it is no JSON object (with the position), a symbolic link, or has an unknown
 *   key below `access`, where a misspelt rule would silently not hold; `forbidden` when it cannot be read.
 */
export function readConfigFile(path: string): ConfigFile | undefined {
  const text = readText(path);
  return text === undefined ? undefined : parseConfigFile(path, text);
}

/** Parses the text of a config file; see {@link readConfigFile}. */
export function parseConfigFile(path: string, text: string): ConfigFile {
  const json = text.replace(/^\uFEFF/, '');
  const at = findJsonError(json);
  if (at !== undefined) {
    throw new CodezError(
      'invalid',
      `${path}:${at.line}:${at.column} is not valid JSON`,
      'Mend the file there (JSON has no comments and no trailing commas); nothing was changed.',
    );
  }
  const root: unknown = JSON.parse(json);
  if (!isJsonObject(root)) {
    throw new CodezError('invalid', `${path} must hold a JSON object`, 'Write {} for no settings of your own.');
  }
  const values = new Map<SettingName, unknown>();
  const unknownKeys: string[] = [];
  flatten(root, '', values, unknownKeys);
  const refused = unknownKeys.find((key) => key === 'access' || key.startsWith('access.'));
  if (refused !== undefined) {
    throw new CodezError(
      'invalid',
      `${path} has ${describeUnknownKey(refused)}, and below "access" every key must be known`,
      'Correct or remove it: an access rule that codez does not know would silently not hold.',
    );
  }
  return { path, values, unknownKeys };
}

/** Returns `the unknown key "prot" (did you mean "port"?)`. */
export function describeUnknownKey(key: string): string {
  const guess = nearest(key, NAME_OF_KEY.keys());
  return `the unknown key "${key}"${guess === undefined ? '' : ` (did you mean "${guess}"?)`}`;
}

function flatten(
  node: Readonly<Record<string, unknown>>,
  prefix: string,
  values: Map<SettingName, unknown>,
  unknownKeys: string[],
): void {
  for (const [name, value] of Object.entries(node)) {
    const key = `${prefix}${name}`;
    const setting = NAME_OF_KEY.get(key);
    const isGroup = [...NAME_OF_KEY.keys()].some((known) => known.startsWith(`${key}.`));
    if (setting !== undefined) values.set(setting, value);
    else if (isGroup && isJsonObject(value)) flatten(value, `${key}.`, values, unknownKeys);
    else unknownKeys.push(key);
  }
}

function readText(path: string): string | undefined {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile() || stat.size > MAX_BYTES) throw notSettings(path);
      return readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    if (cause instanceof CodezError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') {
      throw new CodezError(
        'invalid',
        `${path} is a symbolic link, and codez follows none in its data directory`,
        'Put the file itself there, or choose another data directory with --home.',
        { cause },
      );
    }
    throw new CodezError('forbidden', `${path} cannot be read (${code})`, 'Check its owner and mode (0600).', {
      cause,
    });
  }
}

function notSettings(path: string): CodezError {
  return new CodezError(
    'invalid',
    `${path} is no file of settings: a plain file of at most ${MAX_BYTES / 1024} KiB`,
    'Put the settings there, or remove it to go on with the defaults.',
  );
}
