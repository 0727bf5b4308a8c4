import type { StreamSignal } from './stream-signal.ts';

/**
 * Reads the records of one run in order. Deterministic: the same records give the same signals, so a server that
 * adopts a run reads its output again from the start and knows what state it is in. Unknown records give none.
 */
export interface StreamReader {
  read(record: Readonly<Record<string, unknown>>): readonly StreamSignal[];
}
