import { type Clock, toIso } from './clock.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Facts that belong to a log line: short scalars, never contents, tokens or keys. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LoggerOptions {
  readonly write: (line: string) => void;
  readonly level: LogLevel;
  readonly clock: Clock;
  /** `text`: `12:00:01 info message key=value`; `json`: one object a line. */
  readonly format: 'text' | 'json';
}

/** Returns a logger that writes one line a message; control characters are escaped. */
export function createLogger(options: LoggerOptions): Logger {
  const threshold = LOG_LEVELS.indexOf(options.level);
  const log =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(level) < threshold) return;
      const at = toIso(options.clock());
      options.write(
        options.format === 'json'
          ? `${JSON.stringify({ at, level, message, ...fields })}\n`
          : `${at.slice(11, 19)} ${level} ${escapeControls(message)}${renderFields(fields)}\n`,
      );
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

/** A logger that says nothing, for in-process one-off calls. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Replaces control and bidirectional characters by `\u` escapes, so that text cannot drive a terminal. */
export function escapeControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function renderFields(fields: LogFields): string {
  let text = '';
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const shown = escapeControls(String(value));
    text += ` ${key}=${/\s|"/.test(shown) ? JSON.stringify(shown) : shown}`;
  }
  return text;
}
