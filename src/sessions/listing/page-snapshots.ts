import { hash } from 'node:crypto';
import { BoundedMap } from '../../core/bounded-map.ts';
import { CodezError } from '../../core/errors.ts';
import type { Ids } from '../../core/ids.ts';

/** How many lists that somebody pages through are kept. */
const MAX_SNAPSHOTS = 64;

/** A place in a list: behind the row of this id and time. */
export interface ListPlace {
  readonly id: string;
  readonly at: number;
}

/** Which page of which list is asked for. */
export interface PageAsk {
  /** Names the list, with whatever decides what stands in it: a cursor of another list is refused. */
  readonly list: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface Cursor {
  /** The list. */
  readonly l: string;
  /** The snapshot, and how many of its rows were seen. */
  readonly s: string;
  readonly n: number;
  readonly i: string;
  readonly a: number;
}

/**
 * Keeps the order a list had at its first page, so that rows which change meanwhile are neither skipped nor shown
 * twice. Where the order is forgotten, a page begins behind the last row's time.
 */
export class PageSnapshots {
  readonly #ids: Ids;
  readonly #snapshots = new BoundedMap<string, readonly string[]>(MAX_SNAPSHOTS);

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  /** Returns the rows from `cursor` on, of a list that is ordered newest first; the first page fixes the order. */
  page<Row>(
    rows: readonly Row[],
    placeOf: (row: Row) => ListPlace,
    { list, limit, cursor: text }: PageAsk,
  ): { readonly rows: readonly Row[]; readonly nextCursor?: string } {
    const name = hash('sha256', list, 'base64url').slice(0, 10);
    const cursor = text === undefined ? undefined : parseCursor(text, name);
    const order = cursor === undefined ? undefined : this.#snapshots.get(cursor.s);
    if (cursor !== undefined && order !== undefined) {
      const byId = new Map(rows.map((row) => [placeOf(row).id, row]));
      const page: Row[] = [];
      let at = cursor.n;
      for (; at < order.length && page.length < limit; at++) {
        const row = byId.get(order[at] as string);
        if (row !== undefined) page.push(row);
      }
      return this.#result(page, placeOf, at < order.length, { l: name, s: cursor.s, n: at });
    }
    const rest = cursor === undefined ? rows : rows.filter((row) => isBehind(placeOf(row), cursor));
    const page = rest.slice(0, limit);
    if (page.length === rest.length) return { rows: page };
    const key = this.#keep(rest.map((row) => placeOf(row).id));
    return this.#result(page, placeOf, true, { l: name, s: key, n: page.length });
  }

  #result<Row>(
    rows: readonly Row[],
    placeOf: (row: Row) => ListPlace,
    hasMore: boolean,
    place: Pick<Cursor, 'l' | 's' | 'n'>,
  ) {
    const last = rows.at(-1);
    if (!hasMore || last === undefined) return { rows };
    const { id, at } = placeOf(last);
    return { rows, nextCursor: toText({ ...place, i: id, a: at }) };
  }

  #keep(order: readonly string[]): string {
    const key = this.#ids.hex(8);
    this.#snapshots.set(key, order);
    return key;
  }
}

function isBehind({ id, at }: ListPlace, { i, a }: Cursor): boolean {
  return at < a || (at === a && id > i);
}

function toText(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @throws CodezError `invalid` */
function parseCursor(text: string, list: string): Cursor {
  const cursor = readCursor(text);
  if (cursor?.l === list) return cursor;
  const problem = cursor === undefined ? 'is none of this list' : 'belongs to another list or question';
  throw new CodezError(
    'invalid',
    `cursor: ${problem}`,
    'Send next_cursor of the page before with the same arguments, or no cursor for the first page.',
    { fields: { cursor: [problem] } },
  );
}

function readCursor(text: string): Cursor | undefined {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Cursor>;
    const { l, s, n, i, a } = value;
    const areTexts = [l, s, i].every((field) => typeof field === 'string');
    return areTexts && Number.isSafeInteger(n) && (n as number) >= 0 && Number.isFinite(a)
      ? (value as Cursor)
      : undefined;
  } catch {
    return undefined;
  }
}
