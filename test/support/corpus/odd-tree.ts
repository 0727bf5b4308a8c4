import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { folderNameOf } from './tree-places.ts';

const record = (sessionId: string, content: string): string =>
  `${JSON.stringify({ type: 'user', message: { role: 'user', content }, uuid: sessionId, timestamp: '2025-09-01T00:00:00.000Z', cwd: '/odd', sessionId })}\n`;

/** A session id that tells its number. */
export function oddSession(number: number): string {
  return `0dd0dd0d-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/**
 * Puts things beside the transcripts of a tree that are none, or none that may be read: empty files, links out of the
 * tree, pipes, folders with names of files, files with names that say nothing. `outside`: a folder out of the tree;
 * the text `word` stands in all that must not be read.
 */
export function addOddThings(configDir: string, outside: string, word: string): void {
  const projects = join(configDir, 'projects');
  const folder = join(projects, folderNameOf('/odd'));
  const path = (number: number): string => join(folder, `${oddSession(number)}.jsonl`);
  mkdirSync(folder, { recursive: true });
  mkdirSync(outside, { recursive: true });
  const secret = join(outside, `${oddSession(1)}.jsonl`);
  writeFileSync(secret, record(oddSession(1), word));
  symlinkSync(secret, path(1));
  symlinkSync(outside, join(projects, '-a-linked-project'));
  symlinkSync(join(folder, 'nowhere'), path(2));
  mkdirSync(path(3));
  execFileSync('mkfifo', [path(4)]);
  writeFileSync(join(folder, 'notes.jsonl'), record(oddSession(5), word));
  writeFileSync(join(folder, `${oddSession(6)}.jsonl.bak`), record(oddSession(6), word));
  writeFileSync(join(folder, `${oddSession(7).toUpperCase()}.jsonl`), record(oddSession(7), word));
  writeFileSync(join(projects, 'a file beside the projects'), word);
  writeFileSync(join(projects, `${oddSession(8)}.jsonl`), record(oddSession(8), word));
  mkdirSync(join(folder, oddSession(9), 'subagents'), { recursive: true });
  symlinkSync(secret, join(folder, oddSession(9), 'subagents', 'agent-0dd.jsonl'));
}

/** Adds empty transcripts; returns how many sessions these are. */
export function addEmptyFiles(configDir: string, count: number): number {
  const folder = join(configDir, 'projects', folderNameOf('/odd'));
  mkdirSync(folder, { recursive: true });
  for (let number = 100; number < 100 + count; number += 1) {
    writeFileSync(join(folder, `${oddSession(number)}.jsonl`), '');
  }
  return count;
}

/** Adds a transcript with a line of so many bytes (it takes no room on disk) and, behind it, a prompt of `text`. */
export function addGiantLine(configDir: string, bytes: number, text: string): string {
  const folder = join(configDir, 'projects', folderNameOf('/odd'));
  mkdirSync(folder, { recursive: true });
  const sessionId = oddSession(50);
  const file = openSync(join(folder, `${sessionId}.jsonl`), 'w');
  ftruncateSync(file, bytes);
  const behind = Buffer.from(`\n${record(sessionId, text)}`);
  writeSync(file, behind, 0, behind.length, bytes);
  closeSync(file);
  return sessionId;
}
