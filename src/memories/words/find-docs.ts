import { type DocCursor, NO_DOC } from './doc-cursor.ts';
import type { NoteIndex } from './note-index.ts';
import type { QueryPlan } from './query-plan.ts';

/** Documents read for a broad beginning before its own documents are gathered. */
const READS_BEFORE_BROAD = 2_000;

export interface FindRange {
  /** First document looked at. */
  readonly from: number;
  /** Last document looked at, at most `from`. */
  readonly to: number;
}

/** Calls `take` with each match in the range, newest first, until it returns false. */
export function findDocs(index: NoteIndex, plan: QueryPlan, range: FindRange, take: (doc: number) => boolean): void {
  let cursors = plan.open();
  let reads = 0;
  let doc = range.from;
  while (doc >= range.to && doc !== NO_DOC) {
    const common = meet(cursors, doc);
    if (common < range.to) return;
    doc = common - 1;
    if (index.noteAt(common) === undefined) continue;
    reads += 1;
    if (reads === READS_BEFORE_BROAD) {
      const broad = plan.openBroad();
      if (broad !== undefined) cursors = [...cursors, broad];
    }
    if (hasAll(index, plan, common) && !take(common)) return;
  }
}

function hasAll(index: NoteIndex, { checks }: QueryPlan, doc: number): boolean {
  for (const phrase of checks) {
    if (!index.tokens.hasPhrase(doc, phrase)) return false;
  }
  return true;
}

/** Returns the newest document at most `max` that all cursors share, or `NO_DOC`. */
function meet(cursors: readonly DocCursor[], max: number): number {
  let doc = max;
  let agreed = 0;
  for (let turn = 0; agreed < cursors.length; turn = turn + 1 === cursors.length ? 0 : turn + 1) {
    const found = (cursors[turn] as DocCursor).seek(doc);
    if (found === NO_DOC) return NO_DOC;
    agreed = found === doc ? agreed + 1 : 1;
    doc = found;
  }
  return doc;
}
