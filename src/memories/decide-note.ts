import { isDeepStrictEqual } from 'node:util';
import { toIso } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Decision } from '../storage/collection.ts';
import type { Memory } from './memory-service.ts';

/** Who changes a note, and which version they have seen. */
export interface NoteWriter {
  readonly host: string;
  /** False in a space shared with others. */
  readonly ownSpace: boolean;
  /** 0 stands for "not there yet". */
  readonly ifVersion?: number | undefined;
}

export interface NoteDraft extends NoteWriter {
  readonly id: string;
  readonly space: string;
  readonly content: string;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly expiresInSeconds?: number | undefined;
  readonly mustExist?: boolean | undefined;
}

export interface StoredNote {
  readonly status: 'created' | 'updated' | 'unchanged';
  readonly memory: Memory;
}

/** Returns true when the note's time is over: readers see it no more. */
export function isExpired(note: Memory, now: number): boolean {
  return note.expires_at !== undefined && Date.parse(note.expires_at) <= now;
}

/**
 * Decides what storing `draft` makes of the note that is there. Tags and metadata that are not given stay; the
 * expiry does not: a note stored without one stays until it is deleted.
 * @throws CodezError `conflict`; `not_found` for a note that must exist
 */
export function decideStore(present: Memory | undefined, draft: NoteDraft, now: number): Decision<Memory, StoredNote> {
  const current = present === undefined || isExpired(present, now) ? undefined : present;
  if (current === undefined && draft.mustExist === true) {
    throw new CodezError('not_found', `There is no note ${draft.id}`, 'Create it instead, or list what there is.');
  }
  checkVersion(current, draft);
  const tags = draft.tags ?? current?.tags ?? [];
  const metadata = draft.metadata ?? current?.metadata ?? {};
  if (current !== undefined && draft.expiresInSeconds === undefined && isSame(current, draft.content, tags, metadata)) {
    return { action: 'keep', result: { status: 'unchanged', memory: current } };
  }
  checkWriter(current, draft);
  const at = toIso(now);
  const memory: Memory = {
    id: draft.id,
    space: draft.space,
    host: draft.host,
    content: draft.content,
    tags,
    metadata,
    created_at: current?.created_at ?? at,
    updated_at: at,
    ...(draft.expiresInSeconds === undefined ? {} : { expires_at: toIso(now + draft.expiresInSeconds * 1000) }),
    version: (current?.version ?? 0) + 1,
  };
  const status = current === undefined ? 'created' : 'updated';
  return { action: 'put', value: memory, result: { status, memory } };
}

/** Decides what deleting makes of the note that is there; the result tells whether there was one. @throws CodezError `conflict` */
export function decideDelete(present: Memory | undefined, writer: NoteWriter, now: number): Decision<Memory, boolean> {
  if (present === undefined) return { action: 'keep', result: false };
  if (isExpired(present, now)) return { action: 'delete', result: false };
  checkVersion(present, writer);
  checkWriter(present, writer);
  return { action: 'delete', result: true };
}

function checkVersion(current: Memory | undefined, { ifVersion }: NoteWriter): void {
  const version = current?.version ?? 0;
  if (ifVersion === undefined || ifVersion === version) return;
  throw new CodezError(
    'conflict',
    version === 0 ? `if_version is ${ifVersion}, but the note does not exist` : staleMessage(ifVersion, version),
    'Read the note again and decide on what it says now.',
  );
}

function staleMessage(ifVersion: number, version: number): string {
  return ifVersion === 0 ? 'the note exists already' : `if_version is ${ifVersion}, but the note is at ${version}`;
}

function checkWriter(current: Memory | undefined, { host, ownSpace, ifVersion }: NoteWriter): void {
  if (current === undefined || ownSpace || current.host === host || ifVersion !== undefined) return;
  throw new CodezError(
    'conflict',
    `${current.host} wrote this note of a shared space`,
    `Read it, then send if_version: ${current.version} to change it all the same.`,
  );
}

function isSame(
  note: Memory,
  content: string,
  tags: readonly string[],
  metadata: Readonly<Record<string, unknown>>,
): boolean {
  return (
    note.expires_at === undefined &&
    note.content === content &&
    isDeepStrictEqual(note.tags, tags) &&
    isDeepStrictEqual(note.metadata, metadata)
  );
}
