import { invalidCursor } from '../../search/query/search-cursor.ts';

/** A place among titles that codez itself keeps: behind the one of this time and session. */
export interface TitlePlace {
  readonly at: number;
  readonly sessionId: string;
}

/** Where a page of a search begins: in what the index finds, and in the titles that codez itself keeps. */
export interface SearchPlace {
  /** Cursor of the index; undefined before its first hit. */
  readonly index?: string | undefined;
  readonly isIndexDone: boolean;
  readonly title?: TitlePlace | undefined;
}

/** `question` tells what is asked, so that a cursor of another question is noticed. */
export function renderPlace(question: string, { index, isIndexDone, title }: SearchPlace): string {
  const value = [question, index ?? null, isIndexDone, title?.at ?? null, title?.sessionId ?? null];
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @throws CodezError `invalid` for what is no cursor, or one of another question */
export function parsePlace(text: string, question: string): SearchPlace {
  const [asked, index, isIndexDone, at, sessionId] = readArray(text);
  const isTitle = at === null ? sessionId === null : Number.isFinite(at) && typeof sessionId === 'string';
  const isPlace = (index === null || typeof index === 'string') && typeof isIndexDone === 'boolean' && isTitle;
  if (typeof asked !== 'string' || !isPlace) throw invalidCursor('is none of search_sessions');
  if (asked !== question) throw invalidCursor('belongs to another question');
  return {
    index: index ?? undefined,
    isIndexDone,
    title: at === null ? undefined : { at: at as number, sessionId: sessionId as string },
  };
}

function readArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) && value.length === 5 ? value : [];
  } catch {
    return [];
  }
}
