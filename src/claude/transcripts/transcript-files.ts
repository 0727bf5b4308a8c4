import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { sep } from 'node:path';
import { isSessionId, isSlug } from './transcripts.ts';

const SUFFIX = '.jsonl';
const AGENT = /^agent-(.+)\.jsonl$/;
/** Folders of sub-agents may have folders of their own. */
const MAX_DEPTH = 4;
/** A folder that was changed so shortly before it was read may have changed again within the same tick. */
const TICK_MS = 2_000;

/** A file of records, as its place tells it. */
export interface WalkedFile {
  readonly path: string;
  readonly slug: string;
  /** Undefined where only its records tell: sub-agents of older versions lie beside the sessions (`sessionId`). */
  readonly sessionId: string | undefined;
  /** The sub-agent whose records these are. */
  readonly agentId?: string;
  readonly stats: Stats;
}

/** Told of a folder that exists and cannot be read. */
export type OnUnreadable = (folder: string, code: string) => void;

/**
 * Walks all transcripts below `root` (`<config>/projects`) and the files of their sub-agents, in no order. Reads
 * folders synchronously, as one is asked for: for use in a thread of its own. Symbolic links below the root are not
 * followed; what cannot be read is left out.
 */
export function walkTranscriptFiles(root: string, onUnreadable?: OnUnreadable): Generator<WalkedFile, void> {
  return new TranscriptWalk(root).walk(onUnreadable);
}

/** The same for one project: nothing when there is none. */
export function walkProjectFiles(root: string, slug: string): Generator<WalkedFile, void> {
  return new TranscriptWalk(root).walkProject(slug);
}

interface Entry {
  readonly name: string;
  readonly path: string;
}

/** What of a folder may be transcripts or hold some. */
interface Listing {
  readonly folders: readonly Entry[];
  readonly files: readonly Entry[];
}

interface KnownFolder extends Listing {
  readonly ino: number;
  readonly mtimeMs: number;
}

/** Walks the same tree again and again; folders that have not changed are not read again. */
export class TranscriptWalk {
  readonly #root: string;
  readonly #known = new Map<string, KnownFolder>();
  #projects: readonly string[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** As `walkTranscriptFiles`. */
  *walk(onUnreadable?: OnUnreadable): Generator<WalkedFile, void> {
    // The root itself may be a link.
    const { folders } = this.#list(`${this.#root}${sep}.`, (_, code) => onUnreadable?.(this.#root, code));
    this.#projects = folders.filter(({ name }) => isSlug(name)).map(({ name }) => `${this.#root}${sep}${name}`);
    for (const { name } of folders) yield* this.walkProject(name, onUnreadable);
  }

  /**
   * Returns true when the root, a project, or one of `folders` may hold other files than when it was walked last: a
   * look that takes a thousandth of a walk's time.
   */
  hasNewEntries(folders: Iterable<string>): boolean {
    for (const folder of [`${this.#root}${sep}.`, ...this.#projects, ...folders]) {
      const known = this.#known.get(folder);
      const stats = statNow(folder);
      if (known === undefined ? stats !== undefined : known.ino !== stats?.ino || known.mtimeMs !== stats.mtimeMs) {
        return true;
      }
    }
    return false;
  }

  /** As `walkProjectFiles`. */
  *walkProject(slug: string, onUnreadable?: OnUnreadable): Generator<WalkedFile, void> {
    if (!isSlug(slug)) return;
    const { files, folders } = this.#list(`${this.#root}${sep}${slug}`, onUnreadable);
    for (const { name, path } of files) {
      const sessionId = name.slice(0, -SUFFIX.length);
      const agentId = AGENT.exec(name)?.[1];
      if (agentId !== undefined) yield* walkFile({ path, slug, sessionId: undefined, agentId });
      else if (isSessionId(sessionId)) yield* walkFile({ path, slug, sessionId });
    }
    for (const { name, path } of folders) {
      if (isSessionId(name)) yield* this.#walkAgents(`${path}${sep}subagents`, slug, name, 0, onUnreadable);
    }
  }

  *#walkAgents(
    folder: string,
    slug: string,
    sessionId: string,
    depth: number,
    onUnreadable: OnUnreadable | undefined,
  ): Generator<WalkedFile, void> {
    const { files, folders } = this.#list(folder, onUnreadable);
    for (const { name, path } of files) {
      const agentId = AGENT.exec(name)?.[1];
      if (agentId !== undefined) yield* walkFile({ path, slug, sessionId, agentId });
    }
    if (depth >= MAX_DEPTH) return;
    for (const { path } of folders) yield* this.#walkAgents(path, slug, sessionId, depth + 1, onUnreadable);
  }

  #list(folder: string, onUnreadable: OnUnreadable | undefined): Listing {
    const stats = statNow(folder);
    const known = this.#known.get(folder);
    if (stats?.isDirectory() !== true) {
      this.#known.delete(folder);
      return { folders: [], files: [] };
    }
    const { ino, mtimeMs } = stats;
    if (known?.ino === ino && known.mtimeMs === mtimeMs) return known;
    const listing = readListing(folder, onUnreadable);
    if (Date.now() - mtimeMs > TICK_MS) this.#known.set(folder, { ...listing, ino, mtimeMs });
    else this.#known.delete(folder);
    return listing;
  }
}

function* walkFile(file: Omit<WalkedFile, 'stats'>): Generator<WalkedFile, void> {
  const stats = statNow(file.path);
  if (stats?.isFile() === true) yield { ...file, stats };
}

function statNow(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function readListing(folder: string, onUnreadable: OnUnreadable | undefined): Listing {
  const listing = { folders: [] as Entry[], files: [] as Entry[] };
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const { name } = entry;
      if (entry.isDirectory()) listing.folders.push({ name, path: `${folder}${sep}${name}` });
      else if (entry.isFile() && name.endsWith(SUFFIX)) listing.files.push({ name, path: `${folder}${sep}${name}` });
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code !== 'ENOENT' && code !== 'ENOTDIR') onUnreadable?.(folder, code);
  }
  return listing;
}
