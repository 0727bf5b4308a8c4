import { z } from 'zod';
import { CodezError } from '../../core/errors.ts';
import type { FeedQuery } from './event-feed.ts';
import { filterArguments, toFilter } from './event-filter-arguments.ts';

/** The parameters of `GET /api/events`, each with its sentence. */
export const FEED_PARAMETERS = {
  session_id: 'Only events of these sessions (UUIDs): repeated, or a comma list, up to 100; without it those of all.',
  types:
    'Only events of these types: repeated, or a comma list; without it all but message.delta, usage.updated and call.*.',
  cursor: 'Only events behind it; without it from now on. Last-Event-ID, if sent, counts instead.',
} as const;

const QUERY = z.strictObject({
  session_id: filterArguments.session_ids,
  types: filterArguments.types,
});

/**
 * Returns what a query string and `Last-Event-ID` ask for.
 * @throws CodezError `invalid` with `fields`
 */
export function parseFeedQuery(given: Readonly<Record<string, unknown>>, lastEventId: string | undefined): FeedQuery {
  const { cursor, ...lists } = given;
  const parsed = QUERY.safeParse(
    Object.fromEntries(Object.entries(lists).map(([name, value]) => [name, toList(value)])),
  );
  if (!parsed.success) throw toInvalid(parsed.error);
  const { session_id: ids, types } = parsed.data;
  const after = lastEventId ?? (cursor === undefined ? undefined : toList(cursor).at(-1));
  return { filter: toFilter({ session_ids: ids, types }), after };
}

function toList(value: unknown): string[] {
  const texts = [value].flat().map(String);
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function toInvalid(error: z.ZodError): CodezError {
  const [issue] = error.issues;
  const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
  const field = String(name ?? 'query').slice(0, 64);
  const problem =
    issue?.code === 'unrecognized_keys' ? 'is no parameter of this path' : (issue?.message ?? 'is invalid');
  const hint = `Parameters: ${Object.keys(FEED_PARAMETERS).join(', ')}.`;
  return new CodezError('invalid', `${field}: ${problem}`, hint, { fields: { [field]: [problem] } });
}
