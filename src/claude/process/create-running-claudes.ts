import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPid } from '../../storage/owner-note.ts';
import type { ProcessTable } from './process-table.ts';
import type { RunningClaude } from './running-claudes.ts';

/** How long a list is good: many questions come at once. */
const FRESH_MS = 250;
const MAX_ENTRY_BYTES = 256 * 1024;
/** Some clocks and `ps` tell starts in whole seconds. */
const START_TOLERANCE_MS = 5_000;

/** Who runs Claude Code on this machine, by Claude Code's own registry. */
export interface RunningClaudes {
  /** Every process that is alive, newest first; nothing when there is no registry. */
  list(): Promise<readonly RunningClaude[]>;
  /** The process that has this session open, the newest if there are several. */
  find(sessionId: string): Promise<RunningClaude | undefined>;
  /** Looks at this very moment whether a listed process is still alive; one that nobody has waited for is not. */
  isAlive(claude: RunningClaude): Promise<boolean>;
}

export interface RunningClaudesOptions {
  /** Claude Code's configuration folder. */
  readonly configDir: string;
  readonly table: ProcessTable;
  /** Milliseconds; only differences matter. */
  readonly monotonic?: () => number;
}

interface CachedEntry {
  readonly version: string;
  readonly claude: (RunningClaude & { readonly procStart?: number }) | undefined;
}

/** Returns what reads `<config>/sessions/<pid>.json`. What is odd or half written there is left out. */
export function createRunningClaudes(options: RunningClaudesOptions): RunningClaudes {
  const { configDir, table, monotonic = () => performance.now() } = options;
  const folder = join(configDir, 'sessions');
  const cache = new Map<string, CachedEntry>();
  let listed: Promise<readonly RunningClaude[]> | undefined;
  let listedAt = 0;

  const list = (): Promise<readonly RunningClaude[]> => {
    const now = monotonic();
    if (listed === undefined || now - listedAt > FRESH_MS) {
      listedAt = now;
      listed = readAll();
    }
    return listed;
  };
  return {
    list,
    find: async (sessionId) => (await list()).find((claude) => claude.sessionId === sessionId),
    isAlive: (claude) => isAlive(claude, cache.get(`${claude.pid}.json`)?.claude?.procStart),
  };

  async function readAll(): Promise<readonly RunningClaude[]> {
    const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d+\.json$/.test(name));
    const present = new Set(names);
    for (const name of cache.keys()) if (!present.has(name)) cache.delete(name);
    const living: RunningClaude[] = [];
    for (const name of names) {
      const entry = await readEntry(name);
      if (entry === undefined) continue;
      const { procStart, ...claude } = entry;
      if (await isAlive(claude, procStart)) living.push(claude);
    }
    return living.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
  }

  async function readEntry(name: string): Promise<CachedEntry['claude']> {
    try {
      const path = join(folder, name);
      const found = await stat(path);
      // Reading a pipe would hold up a thread for good.
      if (!found.isFile()) return undefined;
      const { mtimeMs, size, ino } = found;
      const version = `${ino}:${size}:${mtimeMs}`;
      const cached = cache.get(name);
      if (cached?.version === version) return cached.claude;
      const text = size > MAX_ENTRY_BYTES ? '' : await readFile(path, 'utf8');
      const claude = parseRunningClaude(text, Number.parseInt(name, 10));
      // What is being written just now must be read again.
      if (claude !== undefined) cache.set(name, { version, claude });
      return claude;
    } catch {
      return undefined;
    }
  }

  async function isAlive({ pid, startedAt }: RunningClaude, procStart: number | undefined): Promise<boolean> {
    const start = await table.startOf(pid);
    if (start === undefined) return false;
    if (procStart !== undefined && table.startsAre === 'ticks') return start === procStart;
    if (startedAt === undefined || table.startsAre !== 'seconds') return true;
    // A process that began after the entry was made has only taken over the number.
    return start * 1000 <= startedAt + START_TOLERANCE_MS;
  }
}

/** Returns what an entry of the registry says; undefined when it says too little. */
function parseRunningClaude(text: string, pid: number): (RunningClaude & { readonly procStart?: number }) | undefined {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null || !isPid(pid) || entry['pid'] !== pid) return undefined;
  const sessionId = entry['sessionId'];
  if (typeof sessionId !== 'string' || sessionId === '') return undefined;
  const strings: Record<string, string> = {};
  for (const name of ['cwd', 'kind', 'entrypoint', 'name', 'status', 'waitingFor']) {
    const value = entry[name];
    if (typeof value === 'string') strings[name] = value;
  }
  const startedAt = entry['startedAt'];
  const procStart = Number(entry['procStart'] ?? Number.NaN);
  return {
    pid,
    sessionId,
    ...strings,
    ...(typeof startedAt === 'number' && Number.isFinite(startedAt) ? { startedAt } : {}),
    ...(Number.isFinite(procStart) && procStart > 0 ? { procStart } : {}),
  };
}
