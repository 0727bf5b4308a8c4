/** How the records of one collection leave this data directory in an export, and come in by an import. */
export interface Exchange {
  /** Returns what an export holds of a record. */
  toExported(value: unknown): unknown;
  /** Returns what is to be on file after an imported record was taken, `withRights`: all that it lets anybody do as well. */
  toImported(imported: unknown, current: unknown, withRights: boolean): unknown;
}

/** Exchanges for the collections where they differ from the records as they are. */
export type Exchanges = Readonly<Record<string, Exchange>>;

/** Records as they are. */
export const AS_IT_IS: Exchange = { toExported: (value) => value, toImported: (imported) => imported };

/** Returns an exchange of records of one type, of which the store itself knows nothing. */
export function exchangeOf<T>(typed: {
  toExported(value: T): unknown;
  toImported(imported: T, current: T | undefined, withRights: boolean): T;
}): Exchange {
  return {
    toExported: (value) => typed.toExported(value as T),
    toImported: (imported, current, withRights) =>
      typed.toImported(imported as T, current as T | undefined, withRights),
  };
}
