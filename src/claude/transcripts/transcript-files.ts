import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { isSessionId, isSlug } from './transcripts.ts';

const SUFFIX = '.jsonl';
const AGENT = /^agent-(.+)\.jsonl$/;
/** Folders of sub-agents may have folders of their own. */
const MAX_DEPTH = 4;

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
export function* walkTranscriptFiles(root: string, onUnreadable?: OnUnreadable): Generator<WalkedFile, void> {
  for (const project of readFolderNow(root, onUnreadable)) {
    if (project.isDirectory() && isSlug(project.name)) yield* walkFolder(root, project.name, onUnreadable);
  }
}

/** Walks those of one project, in the same way. */
export function* walkProjectFiles(root: string, slug: string): Generator<WalkedFile, void> {
  if (isSlug(slug) && statNow(join(root, slug))?.isDirectory() === true) yield* walkFolder(root, slug, undefined);
}

function* walkFolder(root: string, slug: string, onUnreadable: OnUnreadable | undefined): Generator<WalkedFile, void> {
  const folder = join(root, slug);
  for (const entry of readFolderNow(folder, onUnreadable)) {
    const { name } = entry;
    if (entry.isDirectory()) {
      const agents = join(folder, name, 'subagents');
      if (isSessionId(name) && statNow(agents)?.isDirectory() === true) {
        yield* walkAgents(agents, slug, name, 0, onUnreadable);
      }
    } else if (entry.isFile() && name.endsWith(SUFFIX)) {
      const sessionId = name.slice(0, -SUFFIX.length);
      const agentId = AGENT.exec(name)?.[1];
      if (agentId !== undefined) yield* walkFile({ path: join(folder, name), slug, sessionId: undefined, agentId });
      else if (isSessionId(sessionId)) yield* walkFile({ path: join(folder, name), slug, sessionId });
    }
  }
}

function* walkAgents(
  folder: string,
  slug: string,
  sessionId: string,
  depth: number,
  onUnreadable: OnUnreadable | undefined,
): Generator<WalkedFile, void> {
  for (const entry of readFolderNow(folder, onUnreadable)) {
    const path = join(folder, entry.name);
    const agentId = AGENT.exec(entry.name)?.[1];
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH) yield* walkAgents(path, slug, sessionId, depth + 1, onUnreadable);
    } else if (entry.isFile() && agentId !== undefined) yield* walkFile({ path, slug, sessionId, agentId });
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

function readFolderNow(folder: string, onUnreadable: OnUnreadable | undefined): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code !== 'ENOENT' && code !== 'ENOTDIR') onUnreadable?.(folder, code);
    return [];
  }
}
