import { closeSync, constants, fchmodSync, lstatSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql, { type Database } from 'libsql';
import { INDEX_SCHEMA, INDEX_VERSION } from '../index-schema.ts';

const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
const SIDE_FILES = ['', '-wal', '-shm', '-journal'];
/** Pages the database keeps in memory, KiB. */
const CACHE_KIB = 4_096;

/** The index cannot be used as it stands; `isDamage` where making it anew helps. */
export class IndexProblem extends Error {
  readonly isDamage: boolean;

  constructor(message: string, isDamage: boolean) {
    super(message);
    this.name = 'IndexProblem';
    this.isDamage = isDamage;
  }
}

/**
 * Opens the index, making it where there is none. Only one connection at a time has it.
 * @throws IndexProblem
 */
export function openIndexFile(path: string): Database {
  try {
    makeFile(path);
    const db = new Libsql(path);
    try {
      prepare(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw toIndexProblem(error);
  }
}

/** Removes the index and what lies beside it; links are removed, not what they point to. */
export function dropIndexFile(path: string): void {
  for (const suffix of SIDE_FILES) rmSync(`${path}${suffix}`, { force: true, recursive: true });
}

/** Returns what the index takes on disk, and the identity of its file; undefined when it is gone. */
export function lookAtIndexFile(path: string): { readonly sizeBytes: number; readonly ino: number } | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  return { sizeBytes: stats.size + (wal?.size ?? 0), ino: stats.ino };
}

/** Returns what an error of the database or the file system means for the index. */
export function toIndexProblem(error: unknown): IndexProblem {
  if (error instanceof IndexProblem) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  if (/^SQLITE_(?:CORRUPT|NOTADB|ERROR|FORMAT|SCHEMA|MISMATCH|CONSTRAINT|RANGE|MISUSE)/.test(code)) {
    return new IndexProblem(`the index was damaged (${message})`, true);
  }
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') {
    return new IndexProblem('the disk is full, so that the index cannot grow', false);
  }
  if (code.startsWith('SQLITE_BUSY')) return new IndexProblem('another process is using the index', false);
  if (code === 'EISDIR' || code.startsWith('SQLITE_IOERR')) {
    return new IndexProblem(`the index cannot be read (${message})`, true);
  }
  return new IndexProblem(`the index cannot be opened (${message})`, false);
}

function makeFile(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseLink(folder);
  for (const suffix of SIDE_FILES) {
    refuseLink(`${path}${suffix}`);
    refuseFolder(`${path}${suffix}`);
  }
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    fchmodSync(fd, 0o600);
  } finally {
    closeSync(fd);
  }
}

function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new IndexProblem(`${path} is a symbolic link, which is not followed; remove it`, false);
  }
}

function refuseFolder(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw new IndexProblem(`${path} was a folder`, true);
}

function prepare(db: Database): void {
  db.exec('PRAGMA busy_timeout = 0');
  db.exec(`PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA cache_size = -${CACHE_KIB}`);
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  db.pragma('journal_mode = WAL');
  db.exec('PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 2000');
  const tables = db.prepare("SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table'").get() as {
    tables: number;
  };
  if (tables.tables === 0) makeTables(db);
  const version = db.prepare("SELECT value FROM meta WHERE key = 'version'").get() as { value: unknown } | undefined;
  if (version?.value !== INDEX_VERSION) {
    throw new IndexProblem('the index was made by another version of codez', true);
  }
}

function makeTables(db: Database): void {
  db.exec('BEGIN IMMEDIATE');
  db.exec(INDEX_SCHEMA);
  for (const table of ['conversation', 'tools']) {
    // Merging is done in small steps between other work: a merge at its own time would keep queries waiting.
    const settings = { automerge: 0, crisismerge: 1_000, hashsize: 8 * 1024 * 1024 };
    // Bound numbers are no integers for SQLite, which these have to be.
    for (const [name, value] of Object.entries(settings)) {
      db.exec(`INSERT INTO ${table} (${table}, rank) VALUES ('${name}', ${value})`);
    }
  }
  db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run('version', INDEX_VERSION);
  db.exec('COMMIT');
}
