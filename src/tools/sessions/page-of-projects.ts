import type { Project } from '../../claude/transcripts/transcripts.ts';
import { CodezError } from '../../core/errors.ts';
import { MAX_ROWS_BYTES } from './results.ts';

/** What surrounds the values of a row in JSON, at most. */
const ROW_BYTES = 160;

/**
 * Returns the projects behind `cursor`, newest first: `limit` at most, and no more than a result may hold.
 * @throws CodezError `invalid` for a cursor that is none of these pages
 */
export function pageOfProjects(
  projects: readonly Project[],
  limit: number,
  cursor?: string,
): { projects: readonly Project[]; nextCursor?: string } {
  const sorted = [...projects].sort(compare);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rest = after === undefined ? sorted : sorted.filter((project) => compare(after, project) < 0);
  const page: Project[] = [];
  let bytes = 0;
  for (const project of rest.slice(0, limit)) {
    bytes += ROW_BYTES + Buffer.byteLength(JSON.stringify(project));
    if (bytes > MAX_ROWS_BYTES && page.length > 0) break;
    page.push(project);
  }
  const last = page.at(-1);
  if (last === undefined || page.length === rest.length) return { projects: page };
  return { projects: page, nextCursor: writeCursor(last) };
}

type Place = Pick<Project, 'slug' | 'lastActivityAt'>;

function compare(a: Place, b: Place): number {
  return b.lastActivityAt - a.lastActivityAt || (a.slug < b.slug ? -1 : a.slug > b.slug ? 1 : 0);
}

function writeCursor({ lastActivityAt, slug }: Place): string {
  return Buffer.from(`${lastActivityAt} ${slug}`).toString('base64url');
}

function readCursor(cursor: string): Place {
  const [, at, slug] = /^(\d{1,15}(?:\.\d+)?) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (at !== undefined && slug !== undefined) return { lastActivityAt: Number(at), slug };
  throw new CodezError('invalid', 'cursor: is none of list_projects', 'Send next_cursor as it came.', {
    fields: { cursor: ['is none of list_projects'] },
  });
}
