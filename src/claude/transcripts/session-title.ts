import { cutText } from '../../core/cut-text.ts';

const MAX_UNITS = 200;

/** Wrappers that an editor or Claude Code itself puts round or before what a person has typed. */
const WRAPPED = /<(system-reminder|ide_[a-z_]+|local-command-caveat)>[\s\S]*?<\/\1>/g;
const COMMAND = /<command-name>([\s\S]*?)<\/command-name>/;
const COMMAND_ARGUMENTS = /<command-args>([\s\S]*?)<\/command-args>/;

/** Where a title can come from, best first. */
export interface TitleSources {
  custom?: string;
  generated?: string;
  summary?: string;
  /** The first thing a person has asked for. */
  prompt?: string;
  /** The first command a person has run (`/review 7`). */
  command?: string;
}

/** Returns the best title there is, on one line and at most 200 UTF-16 units long. */
export function titleOf(sources: TitleSources): string {
  const { custom, generated, summary, prompt, command } = sources;
  return custom ?? generated ?? summary ?? prompt ?? command ?? 'Untitled session';
}

/** Returns a text as a title; undefined when nothing is left of it. */
export function toTitle(text: string): string | undefined {
  // Enough of the text to fill a title, however much white space it has.
  const line = text.slice(0, 16_384).replace(WRAPPED, ' ').replace(/\s+/g, ' ').trim();
  return line === '' ? undefined : cutText(line, MAX_UNITS).trimEnd();
}

/** Returns the command that a wrapped prompt runs, with its arguments; undefined for a prompt that is none. */
export function commandOf(text: string): string | undefined {
  const head = text.slice(0, 16_384);
  const name = COMMAND.exec(head)?.[1];
  return name === undefined ? undefined : toTitle(`${name} ${COMMAND_ARGUMENTS.exec(head)?.[1] ?? ''}`);
}
