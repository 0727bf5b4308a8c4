/** Version of the export document. */
export const EXPORT_SCHEMA = 1;

/** What people made and would miss: exported and imported. Sessions, logs and what is derived are not. */
export const EXPORTED_COLLECTIONS = ['notes', 'spaces', 'hosts', 'users', 'sessions'] as const;

/** A record with its key, as an export holds it. */
export interface ExportedRecord {
  key: string;
  value: unknown;
}

/** The whole of an export: one readable JSON document. */
export interface ExportDocument {
  codez: 'export';
  schema: number;
  /** The store it came from. */
  store_id: string;
  exported_at: string;
  collections: Record<string, ExportedRecord[]>;
}

/** Narrows an export; without either it holds everything. */
export interface ExportFilter {
  /** Only what this host wrote, and its own record. */
  readonly host?: string | undefined;
  /** Only what is in this space, and its own record. */
  readonly space?: string | undefined;
}

/** Returns true when the record belongs into an export under `filter`. */
export function isWanted(collection: string, key: string, value: unknown, filter: ExportFilter): boolean {
  const { host, space } = filter;
  if (host === undefined && space === undefined) return true;
  if (collection === 'hosts' || collection === 'users') return key === host;
  if (collection === 'spaces') return key === space;
  if (collection !== 'notes') return false;
  const note = value as { readonly host?: unknown; readonly space?: unknown };
  return (host === undefined || note.host === host) && (space === undefined || note.space === space);
}
