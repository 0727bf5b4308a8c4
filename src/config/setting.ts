import type { z } from 'zod';

/** zod as it is handed to a setting's schema, so that showing help never loads it. */
export type Zod = typeof z;

/** One setting of the process, with every way to give it. */
export interface Setting<Value = unknown> {
  /** Command-line option without its dashes. */
  readonly flag: string;
  /** Placeholder of the option's value; absent for a switch that takes none. */
  readonly placeholder?: string;
  readonly variable: string;
  /** Dotted path in `config.json`; absent when the file cannot hold it. */
  readonly key?: string;
  /** The default as a user would write it; absent when there is none. */
  readonly fallback?: string;
  /** A user's sentence, with unit. */
  readonly description: string;
  /** Completes "must be ..." when a value is refused. */
  readonly expects: string;
  /** Commands that take the option; `'all'` for every command. */
  readonly commands: 'all' | readonly string[];
  /** True when the option may be given several times; each value is an entry. */
  readonly isRepeatable?: true;
  /** `path`: relative values are resolved against the working directory, or the home for the config file. */
  readonly kind?: 'path';
  /** Parses text (option, variable) and JSON values (config file) alike. */
  readonly schema: (zod: Zod) => z.ZodType<Value>;
}

/** Returns the setting as given, with its value's type inferred from the schema. */
export function defineSetting<Value>(setting: Setting<Value>): Setting<Value> {
  return setting;
}
