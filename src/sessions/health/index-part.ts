import { toIso } from '../../core/clock.ts';
import type { SearchIndex } from '../../search/search-index.ts';
import type { WatchedPart } from './watched-part.ts';

/** The search index, for health: how far it is, and what it did about damage. */
export function createIndexPart(index: Pick<SearchIndex, 'status'>): WatchedPart {
  const told = new Set<string>();
  return {
    name: 'index',
    look() {
      const { state, conversation, tools, problem, healed, ...counts } = index.status();
      const pass = ({ doneBytes, totalBytes }: typeof tools) => ({ done_bytes: doneBytes, total_bytes: totalBytes });
      const details = {
        state,
        conversation: pass(conversation),
        tools: pass(tools),
        files: counts.files,
        documents: counts.documents,
        size_bytes: counts.sizeBytes,
        skipped_lines: counts.skippedLines,
        healed: healed.map(({ at, what }) => ({ at: toIso(at), what })),
      };
      return { ok: state !== 'failed', details: problem === undefined ? details : { ...details, problem } };
    },
    /** The index mends itself: what it did is told here. */
    async heal() {
      const known = index.status().healed.map(({ at, what }) => ({ key: `${at} ${what}`, at, what }));
      const fresh = known.filter(({ key }) => !told.has(key));
      told.clear();
      for (const { key } of known) told.add(key);
      return fresh.map(({ at, what }) => ({ action: what, details: { healed_at: toIso(at) } }));
    },
  };
}
