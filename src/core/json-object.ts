export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns true for what JSON calls an object: neither null nor a list. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the JSON object that a text (UTF-8 where it is bytes) holds, undefined for anything else. */
export function parseJsonObject(json: string | Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(typeof json === 'string' ? json : json.toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
