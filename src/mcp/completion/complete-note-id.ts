import { type Completer, MAX_VALUES, NONE } from './completer.ts';

/** Ids are at most this long, so nothing begins with more. */
const MAX_ID_LENGTH = 128;
/** Notes may hold the words without being named so: this many pages of matches are looked through. */
const MAX_PAGES = 20;

/** Finds ids of notes that begin with what was typed. */
export const completeNoteId: Completer = async (typed, call) => {
  if (typed.length > MAX_ID_LENGTH) return NONE;
  const ids: string[] = [];
  let cursor: unknown;
  for (let page = 0; page < MAX_PAGES && ids.length <= MAX_VALUES; page++) {
    const args = { query: typed, limit: MAX_VALUES, ...(cursor === undefined ? {} : { cursor }) };
    const { value: result } = await call('memory_search', args);
    const matches = result['matches'] as readonly { id: string }[];
    ids.push(...matches.map(({ id }) => id).filter((id) => id.startsWith(typed)));
    cursor = result['next_cursor'];
    if (cursor === undefined) return { values: ids, isComplete: true };
  }
  return { values: ids, isComplete: false };
};
