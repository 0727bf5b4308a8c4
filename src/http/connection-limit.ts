import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';

/** Connections of all TCP listeners at most, however many files the system allows. */
const MAX_CONNECTIONS = 16_384;
/** Files that are left for the store, the logs, sessions and the Unix socket, where there are that many. */
const KEPT_FILES = 1024;
/** What systems without a table of limits allow at least. */
const USUAL_FILES = 4096;

/** Returns how many connections TCP may hold where a process may have so many files open: never more than half. */
export function connectionLimit(openFiles: number): number {
  return Math.min(MAX_CONNECTIONS, Math.max(Math.floor(openFiles / 2), openFiles - KEPT_FILES));
}

/** Returns how many files this process may have open. */
export function readOpenFilesLimit(path = '/proc/self/limits'): number {
  try {
    const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync(path, 'latin1')) ?? [];
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft ?? USUAL_FILES);
  } catch {
    return USUAL_FILES;
  }
}

/**
 * Lets a listener hold so many connections and no more: who opens them without end must not take the files away that the
 * rest of the process needs. The next one is cut off, and those that are idle with it, to make room for others.
 */
export function limitConnections(server: Server, limit: number): void {
  server.maxConnections = Math.max(1, limit);
  server.on('drop', () => server.closeIdleConnections());
}
