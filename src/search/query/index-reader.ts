import type { SearchPage, SearchQuery } from '../search-index.ts';

/** Answers queries over the tables of the index; lives in the thread that holds the database. */
export interface IndexReader {
  /**
   * Returns a page of what is indexed now. What is gone from disk, or is not what was indexed, is left out. A page that
   * would take seconds ends early, with a cursor to go on.
   * @throws CodezError `invalid` for a query without words or a cursor that is none
   */
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage>;
}
