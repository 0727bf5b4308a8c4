import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CURRENT } from '../collection-files.ts';
import { RESERVED_NAMES } from '../store-schema.ts';

/** The entries of a data directory, sorted by what keeps them. */
export interface HomeListing {
  /** Names of collections. */
  readonly collections: readonly string[];
  /** File names of small documents. */
  readonly documents: readonly string[];
  /** All else that belongs to the data: folders like `files/` and `access/`, unknown files. */
  readonly others: readonly Dirent[];
}

/** Derived, bound to a running process, or the lock itself: neither checked nor copied. */
const NOT_DATA = /^(owner\.lock.*|tokens\.lock|server\..*|error\.log|run|index|cache|.*\.tmp)$/;
const COLLECTION_FILE = /^(snapshot|journal)-\d+\.jsonl$/;

/** Lists what the data directory `home` holds. */
export async function listHome(home: string): Promise<HomeListing> {
  const collections: string[] = [];
  const documents: string[] = [];
  const others: Dirent[] = [];
  for (const entry of await readdir(home, { withFileTypes: true })) {
    if (NOT_DATA.test(entry.name)) continue;
    if (await isCollection(home, entry)) collections.push(entry.name);
    else if (entry.name.endsWith('.json') && entry.isFile()) documents.push(entry.name);
    else others.push(entry);
  }
  return { collections: collections.sort(), documents: documents.sort(), others };
}

async function isCollection(home: string, entry: Dirent): Promise<boolean> {
  if (!entry.isDirectory() || RESERVED_NAMES.has(entry.name)) return false;
  const names = await readdir(join(home, entry.name));
  return names.some((name) => name === CURRENT || COLLECTION_FILE.test(name));
}
