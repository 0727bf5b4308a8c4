import { dirname } from 'node:path';
import { openPlainFile, statPath } from './plain-files.ts';
import { parseRecord, toRecord } from './record-fields.ts';

/** What is larger is no settings file; reading it would hold the server up. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Tells which folders a person has trusted in Claude Code itself. */
export interface ClaudeTrust {
  /** True when `folder` (absolute, real) or a parent of it was trusted; false when that cannot be read. */
  isTrusted(folder: string): Promise<boolean>;
}

/** Reads trust from Claude Code's `.claude.json`, again whenever that has changed. */
export function createClaudeTrust(options: { readonly claudeJsonPath: string }): ClaudeTrust {
  let known: { readonly stamp: string; readonly folders: ReadonlySet<string> } | undefined;
  const load = async (): Promise<ReadonlySet<string>> => {
    const stats = await statPath(options.claudeJsonPath);
    const stamp = stats === undefined ? '' : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`;
    if (known?.stamp !== stamp) known = { stamp, folders: await readTrusted(options.claudeJsonPath) };
    return known.folders;
  };
  return {
    async isTrusted(folder) {
      const trusted = await load();
      for (let at = folder; ; at = dirname(at)) {
        // Claude Code writes composed characters and forward slashes, whatever the file system says.
        if (trusted.has(at) || trusted.has(at.normalize('NFC').replaceAll('\\', '/'))) return true;
        if (dirname(at) === at) return false;
      }
    },
  };
}

async function readTrusted(path: string): Promise<ReadonlySet<string>> {
  const file = await openPlainFile(path);
  if (file === undefined) return new Set();
  try {
    if (file.stats.size > MAX_BYTES) return new Set();
    const bytes = Buffer.allocUnsafe(file.stats.size);
    const length = await file.read(bytes, 0);
    const projects = toRecord(parseRecord(bytes.toString('utf8', 0, length))?.['projects']) ?? {};
    const isTrusted = (entry: unknown): boolean => toRecord(entry)?.['hasTrustDialogAccepted'] === true;
    return new Set(Object.keys(projects).filter((folder) => isTrusted(projects[folder])));
  } finally {
    await file.close();
  }
}
