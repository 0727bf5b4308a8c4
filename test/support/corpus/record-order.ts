export type Fields = Record<string, unknown>;

/**
 * In which order fields stand: as version 2.1 writes them, as versions of 2025 did, or the other way round, which
 * nobody writes and every reader must stand.
 */
export type FieldOrder = 'current' | 'older' | 'reversed';

/** What stands behind the message in records of 2025, in this order. */
const LATE = ['attachment', 'type', 'message', 'requestId', 'uuid', 'timestamp', 'toolUseResult'];

/** Returns a record, given in the order of version 2.1, in another one. */
export function inOrder(record: Fields, order: FieldOrder): Fields {
  if (order === 'current') return record;
  const entries = Object.entries(record);
  if (order === 'reversed') return Object.fromEntries(entries.reverse().map(turnMessage));
  const early = entries.filter(([key]) => !LATE.includes(key));
  return Object.fromEntries([...early, ...LATE.flatMap((key) => (key in record ? [[key, record[key]]] : []))]);
}

function turnMessage([key, value]: [string, unknown]): [string, unknown] {
  return key === 'message' ? [key, Object.fromEntries(Object.entries(value as Fields).reverse())] : [key, value];
}
