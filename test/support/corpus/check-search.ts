import { PART_OF_CLASS, type SearchPart, type TextClass } from './text-classes.ts';
import type { CorpusTruth, ExpectedQuery, TextPlace } from './truth.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `search_sessions` behind any door: arguments and result are the tool's. */
export type SearchDoor = (args: Fields) => Promise<Fields>;

export interface SearchCheckOptions {
  /** Only these; all by default. */
  readonly classes?: readonly TextClass[];
  /** Compares filters, paging and other ways to write a query as well. */
  readonly isThorough?: boolean;
}

/** What a search found of what there is. */
export interface SearchReport {
  readonly queries: number;
  /** Places found and places there are, by class of text. */
  readonly recall: Readonly<Record<string, { found: number; there: number }>>;
  /** What is not as it should be, in words. */
  readonly differences: readonly string[];
}

const ALL_PARTS: readonly SearchPart[] = ['text', 'tools', 'subagents', 'thinking'];
const PAGE = 100;
const MAX_PAGES = 200;

/** Holds a search against the truth: every text is found where it is, and nowhere else. */
export async function checkSearch(
  search: SearchDoor,
  { queries, absent }: CorpusTruth,
  { classes, isThorough = true }: SearchCheckOptions = {},
): Promise<SearchReport> {
  const check = new SearchCheck(search);
  for (const expected of queries) {
    if (classes !== undefined && !classes.includes(expected.class)) continue;
    await check.recall(expected);
    if (isThorough) await check.others(expected);
  }
  for (const { query, where } of absent) await check.absence(query, where);
  return { queries: check.asked, recall: Object.fromEntries(check.counts), differences: check.differences };
}

class SearchCheck {
  asked = 0;
  readonly counts = new Map<string, { found: number; there: number }>();
  readonly differences: string[] = [];
  readonly #search: SearchDoor;

  constructor(search: SearchDoor) {
    this.#search = search;
  }

  async recall(expected: ExpectedQuery): Promise<void> {
    const part = PART_OF_CLASS[expected.class];
    const results = await this.#compare(
      expected,
      expected.query,
      part === 'thinking' ? { in: ALL_PARTS } : {},
      () => true,
    );
    const count = this.counts.get(expected.class) ?? { found: 0, there: 0 };
    count.there += expected.places.length;
    const keys = new Set(results.map(keyOfResult));
    count.found += expected.places.filter((place) => keys.has(keyOfPlace(place))).length;
    this.counts.set(expected.class, count);
    this.#checkShown(expected, results);
  }

  /** The same in other words, with filters and in small pages. */
  async others(expected: ExpectedQuery): Promise<void> {
    const { query, variants, places } = expected;
    const part = PART_OF_CLASS[expected.class];
    const parts: Fields = part === 'thinking' ? { in: ALL_PARTS } : {};
    for (const variant of variants) await this.#compare(expected, variant, parts, () => true);
    for (const slug of new Set(places.map((place) => place.slug))) {
      await this.#compare(expected, query, { ...parts, slug }, (place) => place.slug === slug);
    }
    if (places.every(({ role }) => role !== undefined)) {
      for (const role of ['user', 'assistant'] as const) {
        await this.#compare(expected, query, { ...parts, role }, (place) => place.role === role);
      }
    }
    const isHeld = (asked: readonly SearchPart[]): boolean => asked.includes(part);
    for (const asked of [['text'], ['tools'], ['thinking'], ['text', 'subagents']] as const) {
      await this.#compare(expected, query, { in: asked }, () => isHeld(asked));
    }
    await this.#checkSince(expected, parts);
    if (places.length > 2) await this.#checkPaging(expected, parts);
  }

  async absence(query: string, where: string): Promise<void> {
    const results = await this.#all({ query, in: ALL_PARTS });
    if (results.length > 0) this.differences.push(`${where}: ${query} is found, at ${keyOfResult(results[0] ?? {})}`);
  }

  async #checkSince(expected: ExpectedQuery, parts: Fields): Promise<void> {
    const { places, query } = expected;
    const times = places.map(({ at }) => at).sort((one, other) => one - other);
    const middle = times[Math.floor(times.length / 2)] ?? 0;
    // Titles have no time; between first and last record of a message either is right.
    if (middle === 0 || places.some(({ from, at }) => from < middle && at >= middle && from !== at)) return;
    const isSince = ({ from }: TextPlace): boolean => from >= middle;
    await this.#compare(expected, query, { ...parts, since: new Date(middle).toISOString() }, isSince);
  }

  async #checkPaging(expected: ExpectedQuery, parts: Fields): Promise<void> {
    const { query, places, class: kind } = expected;
    const results = await this.#all({ query, ...parts, limit: Math.ceil(places.length / 3) });
    const keys = results.map(keyOfResult);
    if (new Set(keys).size !== keys.length) this.differences.push(`${kind}: pages of ${query} repeat a result`);
    if (keys.length !== places.length) {
      this.differences.push(`${kind}: pages of ${query} have ${keys.length} results instead of ${places.length}`);
    }
  }

  /** Asks and notes what is missing and what is too much. */
  async #compare(
    expected: ExpectedQuery,
    query: string,
    args: Fields,
    isWanted: (place: TextPlace) => boolean,
  ): Promise<readonly Fields[]> {
    const results = await this.#all({ query, ...args });
    const wanted = new Set(expected.places.filter(isWanted).map(keyOfPlace));
    const found = new Set(results.map(keyOfResult));
    const note = (word: string, keys: readonly string[]): void => {
      if (keys.length === 0) return;
      const some = keys.slice(0, 3).join(', ');
      const asked = `${JSON.stringify(query)} ${JSON.stringify(args)}`;
      this.differences.push(`${expected.class}: ${asked}: ${word} ${keys.length} of ${wanted.size}: ${some}`);
    };
    note(
      'lost',
      [...wanted].filter((key) => !found.has(key)),
    );
    note(
      'unasked',
      [...found].filter((key) => !wanted.has(key)),
    );
    if (found.size !== results.length) note('repeated', results.map(keyOfResult));
    return results;
  }

  /** What is shown of each hit: whose words, when, and a snippet that has the first word. */
  #checkShown({ class: kind, query, places }: ExpectedQuery, results: readonly Fields[]): void {
    const times = results.map(({ created_at }) => Date.parse(String(created_at)));
    if (times.some((time, index) => time > (times[index - 1] ?? Number.POSITIVE_INFINITY))) {
      this.differences.push(`${kind}: results for ${query} are not newest first`);
    }
    for (const [index, result] of results.entries()) {
      const place = places.find((one) => keyOfPlace(one) === keyOfResult(result));
      if (place === undefined) continue;
      const time = times[index] ?? 0;
      const isTimely = place.at === 0 || (time >= place.from && time <= place.at);
      const isTheirs = place.role === undefined || place.role === result['role'];
      const hasWord = lettersOf(String(result['snippet'])).includes(lettersOf(query.split(' ')[0] ?? ''));
      if (isTimely && isTheirs && hasWord) continue;
      const shown = JSON.stringify({ ...result, title: undefined, cwd: undefined });
      this.differences.push(`${kind}: ${query} is shown as ${shown}, but is ${JSON.stringify(place)}`);
    }
  }

  async #all(args: Fields): Promise<Fields[]> {
    const results: Fields[] = [];
    let cursor: unknown;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      this.asked += 1;
      const page = await this.#search({ limit: PAGE, ...args, ...(cursor === undefined ? {} : { cursor }) });
      results.push(...(page['results'] as Fields[]));
      cursor = page['next_cursor'];
      if (cursor === undefined) return results;
    }
    this.differences.push(`${JSON.stringify(args)}: pages without end`);
    return results;
  }
}

function keyOfPlace({ sessionId, slug, messageId }: TextPlace): string {
  return `${slug}/${sessionId}/${messageId ?? ''}`;
}

function keyOfResult(result: Fields): string {
  return `${result['slug']}/${result['session_id']}/${result['message_id'] ?? ''}`;
}

/** A text without what a search does not see or puts round a match. */
function lettersOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{So}]/gu, '');
}
