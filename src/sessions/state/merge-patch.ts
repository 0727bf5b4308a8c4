import { isJsonObject } from '../../core/json-object.ts';

/**
 * Returns `target` with `patch` merged into it: objects merge, null deletes, all else replaces. Neither is changed.
 * @see RFC 7396
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  // Makes own properties of all names, whatever they are called.
  return Object.fromEntries(merged);
}
