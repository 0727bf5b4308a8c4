import { invalidField, NOTE_ID } from '../../memories/note-rules.ts';

/** The note a URI names; without `space` it lies in the caller's own. */
export interface NoteAddress {
  readonly space?: string;
  readonly id: string;
}

const NOTE_URI = /^memory:\/\/(?:([^/?#]+)\/)?([^/?#]+)$/i;

/**
 * Returns the note that `memory://{id}` or `memory://{space}/{id}` names, percent-encoding undone.
 * @throws CodezError `invalid` naming the field `uri`
 */
export function parseNoteUri(uri: string): NoteAddress {
  const [, space, id] = NOTE_URI.exec(uri) ?? [];
  const address = { id: decode(id), space: decode(space) };
  if (address.id === undefined || !NOTE_ID.test(address.id) || (space !== undefined && address.space === undefined)) {
    throw invalidField(
      'uri',
      'must be memory://{id} or memory://{space}/{id}, with an id of 1 to 128 of A-Z a-z 0-9 . _ : -',
      'List the resources to see their addresses.',
    );
  }
  return address.space === undefined ? { id: address.id } : { space: address.space, id: address.id };
}

/** Returns the URI of a note: short in the caller's own space. */
export function toNoteUri(note: { readonly space: string; readonly id: string }, ownSpace: string): string {
  const id = encodeURIComponent(note.id);
  return note.space === ownSpace ? `memory://${id}` : `memory://${encodeURIComponent(note.space)}/${id}`;
}

function decode(part: string | undefined): string | undefined {
  if (part === undefined) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
