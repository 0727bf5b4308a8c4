import type { EntryValue, ServerEntry } from './target.ts';

/**
 * Returns `{headers: {Authorization: 'Bearer ...'}}` with the key, or with what `refer` makes of the variable's name;
 * `{}` for an entry without key.
 */
export function bearerHeaders(entry: ServerEntry, refer: (variable: string) => string): EntryValue {
  const key = entry.key ?? (entry.keyEnv === undefined ? undefined : refer(entry.keyEnv));
  return key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } };
}
