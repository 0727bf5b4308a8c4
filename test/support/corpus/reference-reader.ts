import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

export type ReferenceRecord = Readonly<Record<string, unknown>>;

/** A file of records as plain reading finds it. */
export interface ReferenceFile {
  readonly path: string;
  readonly slug: string;
  readonly sessionId: string;
  readonly agentId?: string;
  /** Milliseconds since the epoch: when it was made, or what it says it was changed at, whichever is earlier. */
  readonly bornAtMs: number;
  readonly records: readonly ReferenceRecord[];
}

const SESSION = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads all transcripts below a configuration directory, in the plainest and slowest way: whole files, JSON.parse of
 * every line. What is faster must find the same.
 */
export function readReferenceTree(configDir: string): ReferenceFile[] {
  const root = join(configDir, 'projects');
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readProject(root, name));
}

/** Returns the records of a file: one for each line that has ended and is a JSON object. */
export function parseRecords(bytes: Buffer): ReferenceRecord[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map(parseObject)
    .filter((record) => record !== undefined);
}

/** Returns what is a JSON object as one. */
export function objectOf(value: unknown): ReferenceRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ReferenceRecord) : undefined;
}

/** Returns a text that is not empty. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 ? value : undefined;
}

/** Returns a record's time, ms since the epoch. */
export function recordTime(record: ReferenceRecord): number | undefined {
  const time = Date.parse(stringOf(record['timestamp']) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function readProject(root: string, slug: string): ReferenceFile[] {
  const paths = readdirSync(join(root, slug), { recursive: true, encoding: 'utf8' }).sort();
  return paths.flatMap((path) => {
    const name = basename(path, '.jsonl');
    const parts = path.split('/');
    const agentId = name.startsWith('agent-') ? name.slice('agent-'.length) : undefined;
    if (!path.endsWith('.jsonl') || (agentId === undefined && (parts.length > 1 || !SESSION.test(name)))) return [];
    const full = join(root, slug, path);
    const stats = statSync(full);
    if (!stats.isFile()) return [];
    const records = parseRecords(readFileSync(full));
    const told = stringOf(records.find((record) => stringOf(record['sessionId']) !== undefined)?.['sessionId']);
    const sessionId = agentId === undefined ? name : parts.length > 1 ? (parts[0] ?? '') : (told ?? '');
    const bornAtMs = Math.min(stats.birthtimeMs || Number.POSITIVE_INFINITY, stats.mtimeMs);
    return [{ path: full, slug, sessionId, bornAtMs, records, ...(agentId === undefined ? {} : { agentId }) }];
  });
}

function parseObject(line: string): ReferenceRecord | undefined {
  try {
    return objectOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}
