import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import { type Logger, silentLogger } from '../core/logger.ts';
import { queryWords } from '../core/normalise.ts';
import { authorOf, type Principal } from '../core/principal.ts';
import type { Collection } from '../storage/collection.ts';
import { decideDelete, decideStore, isExpired, type NoteDraft, type StoredNote } from './decide-note.ts';
import type { Memory, MemoryChange, MemoryInput, MemoryQuery, MemoryService } from './memory-service.ts';
import { createNoteExpiry } from './note-expiry.ts';
import { noteKey } from './note-key.ts';
import {
  checkContent,
  checkExpiresIn,
  checkMetadata,
  checkNoteId,
  checkQuery,
  checkResourceId,
  cleanTags,
} from './note-rules.ts';
import { resourceTag, tagKey } from './note-tags.ts';
import { parseCursor, questionOf } from './page-cursor.ts';
import { searchNotes } from './search-notes.ts';
import { readableSpaces, spaceOf, writableSpace } from './space-access.ts';
import { createLiveIndex } from './words/live-index.ts';
import { filterTerm } from './words/term-table.ts';

export interface MemoryServiceOptions {
  readonly notes: Collection<Memory>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger?: Logger;
}

/** Notes over a collection whose keys are `space/id`. It answers at once; searches wait until the index is built. */
export function createMemoryService(options: MemoryServiceOptions): MemoryService {
  const { notes, clock, ids, logger = silentLogger } = options;
  const index = createLiveIndex({ notes, ids, logger });
  const expiry = createNoteExpiry({ notes, clock, logger });
  const unsubscribes = new Set<() => void>();

  const write = (draft: NoteDraft): Promise<StoredNote> =>
    notes.update(noteKey(draft.space, draft.id), (current) => decideStore(current, draft, clock()));

  return {
    async store(input: MemoryInput, by: Principal) {
      if (input.id !== undefined) checkNoteId(input.id);
      checkContent(input.content);
      if (input.metadata !== undefined) checkMetadata(input.metadata);
      if (input.expiresInSeconds !== undefined) checkExpiresIn(input.expiresInSeconds);
      const tags = input.tags && cleanTags(input.tags);
      const space = writableSpace(by, input.space);
      return write({
        id: input.id ?? ids.uuid(),
        space,
        host: authorOf(by),
        ownSpace: space === by.spaces.own,
        content: input.content,
        tags,
        metadata: input.metadata,
        ifVersion: input.ifVersion,
        expiresInSeconds: input.expiresInSeconds,
        mustExist: input.mustExist,
      });
    },

    retrieve(id, by, space) {
      const [readable] = readableSpaces(by, spaceOf(by, space));
      const note = readable === undefined ? undefined : notes.get(noteKey(readable, id));
      return note === undefined || isExpired(note, clock()) ? undefined : note;
    },

    async search(query: MemoryQuery, by: Principal) {
      const words = queryWords(query.query);
      checkQuery(query.query, words.length);
      const spaces = readableSpaces(by, query.space);
      const tags = [
        ...(query.tags ?? []).map(tagKey),
        ...(query.resource === undefined ? [] : [query.resource].map(resourceTag)),
      ];
      const order = query.order ?? (words.length > 0 ? 'relevance' : 'recent');
      const question = questionOf([words, tags, query.host, query.space, order]);
      const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor, question, words.length);
      const served = await index.ready();
      const filters = [...tags.map((tag) => [filterTerm('tag', tag)])];
      if (query.host !== undefined) filters.push([filterTerm('host', query.host)]);
      if (!served.isAllOf(spaces)) filters.push(spaces.map((space) => filterTerm('space', space)));
      const { limit, maxBytes = Number.POSITIVE_INFINITY } = query;
      return searchNotes(served, { words, filters, order, limit, maxBytes, question, cursor, now: clock() });
    },

    async append({ resourceId, text, tags = [], space: named }, by) {
      checkResourceId(resourceId);
      checkContent(text, 'text');
      const space = writableSpace(by, named);
      const draft = {
        space,
        host: authorOf(by),
        ownSpace: space === by.spaces.own,
        content: text,
        tags: cleanTags([...tags, resourceTag(resourceId)]),
      };
      // Four random bytes can meet a note that is there: then others are taken.
      let id = `${resourceId}:${ids.hex(4)}`;
      while (notes.get(noteKey(space, id)) !== undefined) id = `${resourceId}:${ids.hex(4)}`;
      return (await write({ ...draft, id, ifVersion: 0 })).memory;
    },

    async delete(id, by, { space: named, ifVersion } = {}) {
      const [readable] = readableSpaces(by, spaceOf(by, named));
      if (readable === undefined) return false;
      const space = writableSpace(by, readable);
      const writer = { host: authorOf(by), ownSpace: space === by.spaces.own, ifVersion };
      return notes.update(noteKey(space, id), (current) => decideDelete(current, writer, clock()));
    },

    count: () => notes.size - expiry.countDue(),

    subscribe(listener: (change: MemoryChange) => void) {
      const unsubscribe = notes.subscribe(({ key, value }) => {
        const slash = key.indexOf('/');
        listener({ space: key.slice(0, slash), id: key.slice(slash + 1), deleted: value === undefined });
      });
      unsubscribes.add(unsubscribe);
      return () => {
        unsubscribes.delete(unsubscribe);
        unsubscribe();
      };
    },

    close() {
      index.close();
      expiry.close();
      for (const unsubscribe of unsubscribes) unsubscribe();
    },
  };
}
