import type { ChalkInstance } from 'chalk';
import type { Ora } from 'ora';
import { escapeControls } from '../core/logger.ts';
import type { Environment, Io } from './io.ts';

/** Marks up words for a terminal; the identity where colour is not wanted. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** A line that shows work going on; silent unless standard error is a terminal. */
export interface Spinner {
  update(text: string): void;
  stop(): void;
}

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Output {
  /** Style for stdout. */
  readonly style: Style;
  readonly isJson: boolean;
  /** True when results go to a terminal. */
  readonly isTerminal: boolean;
  /** Writes one result: with --json the value as JSON, else the text. */
  result(value: unknown, text: string): void;
  /** Writes text to stdout as it is, with a line end. */
  print(text: string): void;
  /** Writes serialised JSON to stdout; on a terminal with its control characters escaped. */
  printJson(json: string): void;
  /** Writes a line to stderr. */
  note(text: string): void;
  /** Writes `warning: ...` to stderr. */
  warn(text: string): void;
  /** Shows that work goes on, until `stop`. */
  spin(text: string): Spinner;
  /** Characters in a line of stdout, for wrapping. */
  readonly width: number;
}

const SPINNER_AFTER_MS = 300;

const PLAIN: Style = {
  bold: (text) => text,
  dim: (text) => text,
  red: (text) => text,
  green: (text) => text,
  yellow: (text) => text,
  cyan: (text) => text,
};

/** Returns the output of one command; loads chalk only when a terminal wants colour. */
export async function createOutput(io: Io, env: Environment, isJson: boolean): Promise<Output> {
  const style = await styleFor(io.stdout, env);
  const errorStyle = await styleFor(io.stderr, env);
  const isTerminal = io.stdout.isTTY === true;
  const print = (text: string): void => void io.stdout.write(`${text}\n`);
  // In JSON an escaped character is the same character.
  const printJson = (json: string): void => print(isTerminal ? escapeLines(json) : json);
  const note = (text: string): void => void io.stderr.write(`${text}\n`);
  return {
    style,
    isJson,
    isTerminal,
    result: (value, text) => (isJson ? printJson(JSON.stringify(value)) : print(text)),
    print,
    printJson,
    note,
    warn: (text) => note(`${errorStyle.yellow('warning:')} ${escapeControls(text)}`),
    spin: (text) => startSpinner(io, env, text),
    width: lineWidth(io.stdout),
  };
}

/** Returns the style for a stream: colour only on a terminal, and not with NO_COLOR or TERM=dumb. */
export async function styleFor(stream: NodeJS.WriteStream, env: Environment): Promise<Style> {
  if (!wantsColour(stream, env)) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk: ChalkInstance = new Chalk({ level: 1 });
  return chalk;
}

/** Escapes control and bidirectional characters of text with lines, so that stored text cannot drive a terminal. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}

/** Returns the width text is wrapped to on a stream: the terminal's, within reason. */
export function lineWidth({ columns }: NodeJS.WriteStream): number {
  return columns > 0 ? Math.max(40, Math.min(columns, 120)) : 100;
}

function wantsColour(stream: NodeJS.WriteStream, env: Environment): boolean {
  const { NO_COLOR: noColor, TERM: term } = env as { NO_COLOR?: string; TERM?: string };
  return stream.isTTY === true && (noColor === undefined || noColor === '') && term !== 'dumb';
}

/** Shows the spinner once the work has taken a moment, so that what is quick does not flicker. */
function startSpinner(io: Io, env: Environment, text: string): Spinner {
  // A terminal without a width (some containers) would make ora count lines for ever.
  if (io.stderr.isTTY !== true || !(io.stderr.columns > 0)) return { update() {}, stop() {} };
  let shown = text;
  let isStopped = false;
  let spinner: Ora | undefined;
  const show = async (): Promise<void> => {
    const { default: ora } = await import('ora');
    if (isStopped) return;
    const color = wantsColour(io.stderr, env) ? 'cyan' : (false as const);
    spinner = ora({ text: shown, stream: io.stderr, discardStdin: false, color }).start();
  };
  const timer = setTimeout(() => void show(), SPINNER_AFTER_MS);
  return {
    update(next) {
      shown = escapeControls(next);
      if (spinner !== undefined) spinner.text = shown;
    },
    stop() {
      clearTimeout(timer);
      isStopped = true;
      spinner?.stop();
    },
  };
}
