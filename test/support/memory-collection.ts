import type { AppliedChange, Collection } from '../../src/storage/collection.ts';

/** A collection without files, for tests of what is built upon collections. Changes apply in the next microtask. */
export function memoryCollection<T>(name = 'notes', clock: () => number = Date.now): Collection<T> {
  const records = new Map<string, T>();
  const listeners = new Set<(change: AppliedChange<T>) => void>();
  let queue: Promise<unknown> = Promise.resolve();

  const apply = (key: string, value: T | undefined): void => {
    const previous = records.get(key);
    if (value === undefined) records.delete(key);
    else records.set(key, value);
    for (const listener of listeners) listener({ key, value, previous, at: clock() });
  };
  const inOrder = <R>(work: () => R): Promise<R> => {
    const done = queue.then(work);
    queue = done.catch(() => {});
    return done;
  };

  return {
    name,
    get size() {
      return records.size;
    },
    get: (key) => records.get(key),
    entries: () => records.entries(),
    put: (key, value) => inOrder(() => apply(key, value)),
    delete: (key) =>
      inOrder(() => {
        const had = records.has(key);
        if (had) apply(key, undefined);
        return had;
      }),
    update: (key, decide) =>
      inOrder(() => {
        const decision = decide(records.get(key));
        if (decision.action === 'put') apply(key, decision.value);
        else if (decision.action === 'delete') apply(key, undefined);
        return decision.result;
      }),
    putBehind: apply,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
