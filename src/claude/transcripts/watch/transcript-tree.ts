import type { Stats } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '../../../core/clock.ts';
import { statPath } from '../plain-files.ts';
import { listSlugs, readFolder } from '../transcript-folders.ts';
import type { TranscriptFile } from '../transcript-watch.ts';
import { isSessionId, isSlug } from '../transcripts.ts';
import type { FolderWatches } from './folder-watches.ts';
import type { FollowedFiles } from './followed-files.ts';

/** The folders of a session are watched while its transcript has changed within this time. */
const ACTIVE_MS = 3_600_000;
const SUFFIX = '.jsonl';
const SUBAGENTS = 'subagents';
const AGENT = /^agent-(.+)\.jsonl$/;

export interface TranscriptTreeOptions {
  readonly root: string;
  readonly folders: FolderWatches;
  readonly files: FollowedFiles;
  readonly clock: Clock;
}

/**
 * The directories below the root and what is in them: `<slug>/<session>.jsonl` and
 * `<slug>/<session>/subagents/agent-<id>.jsonl`. Symbolic links are not followed.
 */
export class TranscriptTree {
  readonly #options: TranscriptTreeOptions;
  readonly #looks = new Set<Promise<void>>();

  constructor(options: TranscriptTreeOptions) {
    this.#options = options;
  }

  /** Looks at everything. */
  async scan(): Promise<void> {
    const { root, folders, files } = this.#options;
    const stats = await statFolder(root, true);
    if (stats === undefined) return;
    folders.watch('root', root, stats.ino, (name) => {
      if (name === undefined) this.#soon(() => this.scan());
      else if (isSlug(name)) this.#soon(() => this.#lookAtProject(name));
    });
    const projects = new Set<string>();
    for (const { name } of await readFolder(root)) {
      if (!isSlug(name)) continue;
      projects.add(join(root, name));
      await this.#lookAtProject(name);
    }
    folders.closeOthersThan('project', (path) => projects.has(path));
    this.#closeQuietSessions();
    await files.forgetGone();
  }

  /** Looks for the transcripts of one session, wherever they are. */
  async find(sessionId: string): Promise<void> {
    for (const slug of await listSlugs(this.#options.root)) {
      await this.#lookAtTranscript(slug, `${sessionId}${SUFFIX}`);
      await this.#lookAtSession(slug, sessionId);
    }
  }

  /** Resolves when what the watches have told so far was looked at. */
  async settle(): Promise<void> {
    while (this.#looks.size > 0) await Promise.all(this.#looks);
  }

  async #lookAtProject(slug: string): Promise<void> {
    const { root, folders } = this.#options;
    const folder = join(root, slug);
    const stats = await statFolder(folder);
    if (stats === undefined) return folders.unwatch(folder);
    folders.watch('project', folder, stats.ino, (name) => this.#onProjectEntry(slug, name));
    const entries = await readFolder(folder);
    for (const { name } of entries) {
      if (name.endsWith(SUFFIX)) await this.#lookAtTranscript(slug, name);
    }
    for (const { name } of entries) {
      if (isSessionId(name) && this.#isActive(slug, name)) await this.#lookAtSession(slug, name);
    }
  }

  #onProjectEntry(slug: string, name: string | undefined): void {
    const { root, files } = this.#options;
    if (name === undefined) this.#soon(() => this.#lookAtProject(slug));
    else if (isSessionId(name)) this.#soon(() => this.#lookAtSession(slug, name));
    else if (name.endsWith(SUFFIX)) this.#onTranscript(slug, name, files.changedAt(join(root, slug, name)));
  }

  #onTranscript(slug: string, name: string, changedBefore: number | undefined): void {
    const { root, files, clock } = this.#options;
    if (changedBefore === undefined) {
      this.#soon(() => this.#lookAtTranscript(slug, name));
      return;
    }
    files.touch(join(root, slug, name));
    // A session that goes on after a while may have folders that nobody watches.
    const sessionId = name.slice(0, -SUFFIX.length);
    if (clock() - changedBefore > ACTIVE_MS / 2) this.#soon(() => this.#lookAtSession(slug, sessionId));
  }

  async #lookAtTranscript(slug: string, name: string): Promise<void> {
    const sessionId = name.slice(0, -SUFFIX.length);
    if (!isSessionId(sessionId)) return;
    await this.#lookAtFile({ sessionId, slug, path: join(this.#options.root, slug, name) });
  }

  async #lookAtSession(slug: string, sessionId: string): Promise<void> {
    const { root, folders } = this.#options;
    const folder = join(root, slug, sessionId);
    const stats = await statFolder(folder);
    if (stats === undefined) return folders.unwatch(folder);
    folders.watch('session', folder, stats.ino, (name) => {
      if (name === undefined || name === SUBAGENTS) this.#soon(() => this.#lookAtAgents(slug, sessionId));
    });
    await this.#lookAtAgents(slug, sessionId);
  }

  async #lookAtAgents(slug: string, sessionId: string): Promise<void> {
    const { root, folders, files } = this.#options;
    const folder = join(root, slug, sessionId, SUBAGENTS);
    const stats = await statFolder(folder);
    if (stats === undefined) return folders.unwatch(folder);
    const look = async (name: string): Promise<void> => {
      const agentId = AGENT.exec(name)?.[1];
      if (agentId !== undefined) await this.#lookAtFile({ sessionId, slug, agentId, path: join(folder, name) });
    };
    folders.watch('session', folder, stats.ino, (name) => {
      if (name === undefined) this.#soon(() => this.#lookAtAgents(slug, sessionId));
      else if (!files.touch(join(folder, name))) this.#soon(() => look(name));
    });
    for (const { name } of await readFolder(folder)) await look(name);
  }

  async #lookAtFile(file: TranscriptFile): Promise<void> {
    const stats = await statPath(file.path);
    if (stats?.isFile() === true) this.#options.files.look(file, stats);
  }

  #isActive(slug: string, sessionId: string): boolean {
    const { root, files, clock } = this.#options;
    const changedAt = files.changedAt(join(root, slug, `${sessionId}${SUFFIX}`));
    return changedAt !== undefined && clock() - changedAt < ACTIVE_MS;
  }

  #closeQuietSessions(): void {
    const { folders } = this.#options;
    folders.closeOthersThan('session', (path) => {
      const folder = basename(path) === SUBAGENTS ? join(path, '..') : path;
      return this.#isActive(basename(join(folder, '..')), basename(folder));
    });
  }

  #soon(look: () => Promise<void>): void {
    const looking = look().finally(() => this.#looks.delete(looking));
    this.#looks.add(looking);
  }
}

/** Returns what stands at `path` when it is a directory; a link is none unless it may be followed. */
async function statFolder(path: string, mayBeLink = false): Promise<Stats | undefined> {
  const stats = await statPath(path);
  if (mayBeLink && stats?.isSymbolicLink() === true) return await statFolder(`${path}/.`);
  return stats?.isDirectory() === true ? stats : undefined;
}
