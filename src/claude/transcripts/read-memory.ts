import { join, sep } from 'node:path';
import { mapLimited } from './map-limited.ts';
import { openPlainFile } from './plain-files.ts';
import { isFolder, readFolder } from './transcript-folders.ts';
import type { MemoryFile } from './transcripts.ts';

/** Bytes of one file and of all together that are handed out. */
const MAX_FILE_BYTES = 32 * 1024;
const MAX_ALL_BYTES = 160 * 1024;
const MAX_FILES = 100;
/** Levels of folders below `.claude` and `memory`; entries looked at in all. */
const MAX_DEPTH = 5;
const MAX_ENTRIES = 2_000;
/** Folders of copies of whole repositories and their packages. */
const LEFT_OUT = new Set(['worktrees', 'node_modules', '.git']);

export interface MemoryPlaces {
  /** The project's folder, where it is known. */
  readonly project: string | undefined;
  /** Claude Code's configuration directory. */
  readonly configDir: string;
  /** The project's folder below `projects`. */
  readonly transcripts: string;
  /** The person's home: paths below it are shown with `~`. */
  readonly userHome: string | undefined;
}

interface Found {
  readonly path: string;
  readonly shown: string;
  readonly scope: MemoryFile['scope'];
}

/** Returns what Claude Code remembers of a project, cut where it is long; symbolic links are not followed. */
export async function readMemory(places: MemoryPlaces): Promise<readonly MemoryFile[]> {
  const { project, configDir, transcripts, userHome } = places;
  const shortened = (path: string): string =>
    userHome !== undefined && path.startsWith(`${userHome}${sep}`) ? `~${path.slice(userHome.length)}` : path;
  const found: Found[] = [];
  const add = (scope: Found['scope'], path: string, shown: string): void => void found.push({ path, shown, scope });
  if (project !== undefined) {
    for (const name of ['CLAUDE.md', 'CLAUDE.local.md']) add('project', join(project, name), name);
    const dotClaude = join(project, '.claude');
    // In a person's home it is the configuration directory, which holds much that is no memory.
    const names = dotClaude === configDir ? [] : await listFiles(dotClaude, '.claude', /\.md$/);
    for (const name of names) add('project', join(project, name), name);
  }
  const user = join(configDir, 'CLAUDE.md');
  add('user', user, shortened(user));
  for (const name of await listFiles(join(transcripts, 'memory'), 'memory', /./)) {
    const path = join(transcripts, name);
    add('auto', path, shortened(path));
  }
  const files = (await mapLimited(found.slice(0, MAX_FILES), 4, readFound)).flatMap((file) => file ?? []);
  return withinBound(files);
}

/** Returns the files below a folder as paths that begin with `shown`, each folder's own files first. */
async function listFiles(folder: string, shown: string, pattern: RegExp): Promise<string[]> {
  const names: string[] = [];
  let left = MAX_ENTRIES;
  const walk = async (path: string, name: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH || left <= 0 || !(await isFolder(path))) return;
    const entries = (await readFolder(path)).slice(0, left).sort((one, other) => (one.name < other.name ? -1 : 1));
    left -= entries.length;
    for (const entry of entries) {
      if (entry.isFile() && pattern.test(entry.name)) names.push(`${name}/${entry.name}`);
    }
    for (const entry of entries) {
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name))
        await walk(join(path, entry.name), `${name}/${entry.name}`, depth + 1);
    }
  };
  await walk(folder, shown, 1);
  return names;
}

async function readFound({ path, shown, scope }: Found): Promise<MemoryFile | undefined> {
  const file = await openPlainFile(path);
  if (file === undefined) return undefined;
  try {
    const bytes = Buffer.alloc(Math.min(file.stats.size, MAX_FILE_BYTES));
    const content = toText(bytes.subarray(0, await file.read(bytes, 0)));
    const { size, mtimeMs } = file.stats;
    const truncated = size > MAX_FILE_BYTES;
    return { path: shown, scope, bytes: size, modifiedAt: Math.floor(mtimeMs), content, truncated };
  } finally {
    await file.close();
  }
}

/** Decodes bytes that may end in the middle of a character. */
function toText(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}

function withinBound(files: readonly MemoryFile[]): MemoryFile[] {
  let left = MAX_ALL_BYTES;
  return files.map((file) => {
    const bytes = Buffer.from(file.content);
    const isCut = bytes.length > left;
    const content = isCut ? toText(bytes.subarray(0, left)) : file.content;
    left -= Math.min(bytes.length, left);
    return isCut ? { ...file, content, truncated: true } : file;
  });
}
