import type { Database, Statement } from 'libsql';
import type { WalkedFile } from '../../claude/transcripts/transcript-files.ts';
import type { IndexedFile } from './indexed-file.ts';

interface FileRow {
  id: number;
  path: string;
  project: number;
  session_id: string;
  agent_id: string | null;
  dev: number;
  ino: number;
  size: number;
  mtime: number;
  conversation_offset: number;
  conversation_resume: number;
  tools_offset: number;
  tools_resume: number;
  mark: ArrayBuffer | Uint8Array | null;
  skipped_lines: number;
}

/** The files of the index, all of them in memory and, once they are saved, in its tables. */
export class FileTable {
  readonly files = new Map<string, IndexedFile>();
  readonly #projects = new Map<string, number>();
  readonly #insertProject: Statement;
  readonly #save: Statement;
  readonly #remove: Statement;
  #lastId = 0;

  constructor(db: Database) {
    this.#insertProject = db.prepare('INSERT INTO projects (id, slug) VALUES (?, ?)');
    this.#remove = db.prepare('DELETE FROM files WHERE id = ?');
    this.#save = db.prepare(`INSERT INTO files (id, path, project, session_id, agent_id, dev, ino, size, mtime,
      conversation_offset, conversation_resume, tools_offset, tools_resume, mark, skipped_lines)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET session_id = excluded.session_id, dev = excluded.dev, ino = excluded.ino,
      size = excluded.size, mtime = excluded.mtime, conversation_offset = excluded.conversation_offset,
      conversation_resume = excluded.conversation_resume, tools_offset = excluded.tools_offset,
      tools_resume = excluded.tools_resume, mark = excluded.mark, skipped_lines = excluded.skipped_lines`);
    for (const { id, slug } of db.prepare('SELECT id, slug FROM projects').all() as { id: number; slug: string }[]) {
      this.#projects.set(slug, id);
    }
    for (const row of db.prepare('SELECT * FROM files').all() as FileRow[]) {
      this.files.set(row.path, toFile(row));
      this.#lastId = Math.max(this.#lastId, row.id);
    }
  }

  /** Takes a file in that is not known yet, with nothing read of it. */
  add(found: WalkedFile): IndexedFile {
    this.#lastId += 1;
    const { dev, ino, size, mtimeMs } = found.stats;
    const file: IndexedFile = {
      id: this.#lastId,
      path: found.path,
      project: this.#projectOf(found.slug),
      sessionId: found.sessionId ?? '',
      agentId: found.agentId,
      ...{ dev, ino, size, mtime: mtimeMs },
      conversation: { offset: 0, resume: 0, seenSize: 0 },
      tools: { offset: 0, resume: 0, seenSize: 0 },
      mark: Buffer.alloc(0),
      skippedLines: 0,
      isChanged: true,
    };
    this.files.set(file.path, file);
    return file;
  }

  /** Writes down what has changed of a file. */
  save(file: IndexedFile): void {
    if (!file.isChanged) return;
    const { conversation, tools } = file;
    const passes = [conversation.offset, conversation.resume, tools.offset, tools.resume];
    const seen = [file.dev, file.ino, file.size, file.mtime];
    const place = [file.id, file.path, file.project, file.sessionId, file.agentId ?? null];
    this.#save.run(...place, ...seen, ...passes, file.mark, file.skippedLines);
    file.isChanged = false;
  }

  remove(file: IndexedFile): void {
    this.#remove.run(file.id);
    this.files.delete(file.path);
  }

  #projectOf(slug: string): number {
    const known = this.#projects.get(slug);
    if (known !== undefined) return known;
    const id = this.#projects.size + 1;
    this.#insertProject.run(id, slug);
    this.#projects.set(slug, id);
    return id;
  }
}

function toFile(row: FileRow): IndexedFile {
  const { dev, ino, size, mtime } = row;
  return {
    id: row.id,
    path: row.path,
    project: row.project,
    sessionId: row.session_id,
    agentId: row.agent_id ?? undefined,
    ...{ dev, ino, size, mtime },
    conversation: {
      offset: row.conversation_offset,
      resume: row.conversation_resume,
      seenSize: row.conversation_offset,
    },
    tools: { offset: row.tools_offset, resume: row.tools_resume, seenSize: row.tools_offset },
    mark: row.mark === null ? Buffer.alloc(0) : Buffer.from(row.mark as Uint8Array),
    skippedLines: row.skipped_lines,
    isChanged: false,
  };
}
