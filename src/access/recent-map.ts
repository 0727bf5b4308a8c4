/** A map that keeps what was used last, in bounded memory. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): boolean;
}

/**
 * Returns a map of at most `maxKeys` keys that keeps at least the half of them that were read or written last. Two
 * generations: a full one takes the place of the one before, so that nothing is sorted or searched.
 */
export function createRecentMap<Value>(maxKeys: number): RecentMap<Value> {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();

  const set = (key: string, value: Value): void => {
    if (young.size * 2 >= maxKeys && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined || old.size === 0) return value;
      const former = old.get(key);
      if (former !== undefined) set(key, former);
      return former;
    },
    set,
    delete(key) {
      const wasOld = old.delete(key);
      return young.delete(key) || wasOld;
    },
  };
}
