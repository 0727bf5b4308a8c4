import { isAbsolute, join, resolve } from 'node:path';

/** Every file of the data directory that more than one part of codez names. */
export interface HomePaths {
  readonly home: string;
  /** Settings the user may edit. */
  readonly config: string;
  /** Schema number and identity of the store. */
  readonly meta: string;
  /** Locked (flock) by the process that owns the directory. */
  readonly ownerLock: string;
  /** Where the owner answers the command line. */
  readonly serverSocket: string;
  /** `{pid, url, started_at, version}` of the running server. */
  readonly serverRecord: string;
  /** What Claude Code's hooks carry; good for nothing else. */
  readonly hookSecret: string;
  /** The access log, a file for each UTC day. */
  readonly accessLog: string;
  /** Tokens of `codez login`, by the origin they are for. */
  readonly tokens: string;
  /** Folder whose lock is held while they are renewed. */
  readonly tokensLock: string;
  /** What the authorization server knows this server by. */
  readonly registration: string;
  /** Leads a browser to the page that `codez logs --open` opens. */
  readonly openedPage: string;
  /** What was counted of Claude Code's transcripts; derived, may be deleted at any time. */
  readonly transcriptCounts: string;
  /** The full text of Claude Code's transcripts; derived, may be deleted at any time. */
  readonly searchIndex: string;
  /** What a server started in the background prints. */
  readonly serverLog: string;
  /** Internal errors of the command line, with their stacks. */
  readonly errorLog: string;
}

/** Returns the paths inside the data directory `home` (absolute). */
export function resolvePaths(home: string): HomePaths {
  return {
    home,
    config: join(home, 'config.json'),
    meta: join(home, 'meta.json'),
    ownerLock: join(home, 'owner.lock'),
    serverSocket: join(home, 'server.sock'),
    serverRecord: join(home, 'server.json'),
    hookSecret: join(home, 'hook-secret'),
    accessLog: join(home, 'access'),
    tokens: join(home, 'tokens.json'),
    tokensLock: join(home, 'tokens.lock'),
    registration: join(home, 'authkit.json'),
    openedPage: join(home, 'open.html'),
    transcriptCounts: join(home, 'cache', 'transcripts.jsonl'),
    searchIndex: join(home, 'index', 'search.db'),
    serverLog: join(home, 'server.log'),
    errorLog: join(home, 'error.log'),
  };
}

/** Returns `path` made absolute: `~/` is the user's home directory, anything relative starts at `base`. */
export function resolveUserPath(path: string, base: string, userHome: string): string {
  if (path === '~') return userHome;
  if (path.startsWith('~/')) return join(userHome, path.slice(2));
  return isAbsolute(path) ? resolve(path) : resolve(base, path);
}
