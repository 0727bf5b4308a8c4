import { escapeControls } from '../core/logger.ts';
import type { Subject } from '../hosts/subject.ts';

/** Returns the command by which the machine's owner records a person: to be copied, so nothing in it runs. */
export function ownerCommand({ issuer, sub }: Subject, ...more: readonly string[]): string {
  const words = ['--issuer', issuer, ...more, ...(sub.startsWith('-') ? ['--'] : []), sub];
  return `codez owner add ${words.map(shellWord).join(' ')}`;
}

/** A subject may hold what a shell would run, or what drives a terminal. */
function shellWord(text: string): string {
  const shown = escapeControls(text.slice(0, 255));
  return /^[\w@%+=:,./|-]+$/.test(shown) && !shown.includes('|') ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
