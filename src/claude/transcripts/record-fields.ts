import { isJsonObject, type JsonObject, parseJsonObject } from '../../core/json-object.ts';
/** A record of a transcript or of a process' output, with nothing known of its shape. */
export type JsonRecord = JsonObject;

/** Returns the value when it is a JSON object, else undefined. */
export function toRecord(value: unknown): JsonRecord | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** Returns the value when it is a string that is not empty, else undefined. */
export function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the value when it is a finite number, else undefined. */
export function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Parses one line; undefined for what is no JSON object. */
export function parseRecord(line: string): JsonRecord | undefined {
  return parseJsonObject(line);
}

/** Returns a record's time in ms since the epoch; undefined when it has none that can be understood. */
export function timeOf(record: JsonRecord): number | undefined {
  const text = toText(record['timestamp']);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isFinite(time) ? time : undefined;
}
