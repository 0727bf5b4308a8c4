import { CodezError } from '../core/errors.ts';

/** Safe as a file's name, in a terminal, a URL and markup: nothing in it means anything anywhere. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** Words that mean something in this place already, or would be taken for it. */
const RESERVED = new Set([
  'admin',
  'all',
  'anonymous',
  'any',
  'anyone',
  'claude-hooks',
  'codez',
  'everyone',
  'host',
  'hosts',
  'hub',
  'local',
  'localhost',
  'machine',
  'none',
  'null',
  'owner',
  'root',
  'self',
  'session',
  'shared',
  'space',
  'spaces',
  'system',
  'undefined',
  'user',
  'users',
]);

/**
 * Returns the name of a host, user or space as given, after checking it.
 * @throws CodezError `invalid`
 */
export function checkHolderName(name: string, what: 'host' | 'user' | 'space'): string {
  if (!NAME.test(name)) {
    throw new CodezError(
      'invalid',
      `${JSON.stringify(name.slice(0, 64))} is no name for a ${what}`,
      'Use 1 to 64 of the characters A-Z a-z 0-9 . _ -, with a letter or digit at both ends.',
    );
  }
  if (RESERVED.has(nameKey(name))) {
    throw new CodezError(
      'invalid',
      `${name} cannot be the name of a ${what}: the word is reserved`,
      'Choose another name, e.g. web-1 or ops.',
    );
  }
  return name;
}

/** Returns what two names that differ in letter case alone share: they would be taken for each other. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}
