import { hash } from 'node:crypto';
import { CodezError } from '../../core/errors.ts';
import type { SearchQuery } from '../search-index.ts';

/** Where a page begins. */
export interface SearchCursor {
  /** Documents with smaller ids come next. */
  readonly below: number;
  /** The ranking that is paged through. */
  readonly ranking?: RankingPlace;
  /** Names of the messages seen last: a message and what its tools printed are several documents. */
  readonly seen?: readonly string[];
}

/** A place in a ranking of the newest matches. */
export interface RankingPlace {
  /** The newest and the oldest document that were ranked. */
  readonly newest: number;
  readonly oldest: number;
  /** How many of the ranked documents were seen. */
  readonly seen: number;
}

/** Returns a short name of what is asked, so that a cursor of another question is noticed. */
export function questionOf({ query, slug, role, in: parts, since, order }: SearchQuery): string {
  const question = [query, slug ?? '', role ?? '', [...parts].sort(), since ?? '', order];
  return hash('sha256', JSON.stringify(question), 'base64url').slice(0, 10);
}

export function renderCursor(question: string, { below, ranking, seen = [] }: SearchCursor): string {
  const place = ranking === undefined ? [below] : [below, ranking.newest, ranking.oldest, ranking.seen];
  return Buffer.from(JSON.stringify([question, seen.join(' '), ...place])).toString('base64url');
}

/** @throws CodezError `invalid` for what is no cursor, or one of another question */
export function parseCursor(text: string, question: string): SearchCursor {
  const value = readArray(text);
  const [asked, messages, ...places] = value;
  const [below, newest, oldest, seen] = places;
  const isCursor =
    typeof asked === 'string' &&
    typeof messages === 'string' &&
    [1, 4].includes(places.length) &&
    places.every(isPlace);
  if (!isCursor) throw invalidCursor('is none of search_sessions');
  if (asked !== question) throw invalidCursor('belongs to another question');
  const place = { below: below as number, seen: (messages as string).split(' ') };
  return newest === undefined ? place : { ...place, ranking: { newest, oldest, seen } as RankingPlace };
}

export function invalidCursor(problem: string): CodezError {
  return new CodezError(
    'invalid',
    `cursor: ${problem}`,
    'Send next_cursor of the page before with the same arguments, or no cursor for the first page.',
    { fields: { cursor: [problem] } },
  );
}

function readArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isPlace(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
