import { LOOPBACK_NAMES } from '../access/host.ts';
import type { HomePaths } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { reachableSocketPath } from '../config/socket-path.ts';
import { CodezError } from '../core/errors.ts';
import { TOKEN_SCOPE } from '../core/scopes.ts';
import { createBoundedFetch, LOGIN_BOUNDS } from '../mcp/oauth-client/bounded-fetch.ts';
import {
  findProtectedResource,
  type ProtectedResource,
  readProtectedResource,
} from '../mcp/oauth-client/protected-resource.ts';
import { mcpUrlOf, parseServerUrl } from './mcp-url.ts';
import { readServerRecord, type ServerRecord } from './server-record.ts';

/** Where one signs in, and for what. */
export interface LoginTarget extends ProtectedResource {
  /** The server's `/mcp`. */
  readonly url: URL;
  /** True for the server of this data directory: who signs in there becomes its owner. */
  readonly isOwn: boolean;
}

export interface LoginTargetOptions {
  /** A codez server; the one of this data directory when there is none. */
  readonly url: string | undefined;
  readonly settings: Settings;
  readonly paths: HomePaths;
  readonly signal: AbortSignal;
}

/**
 * Finds out which authorization server stands before a server, and what its tokens are made for.
 * @throws CodezError `invalid`, `not_found`, `forbidden` when the server speaks for another one, `unavailable`
 */
export async function findLoginTarget(options: LoginTargetOptions): Promise<LoginTarget> {
  const { settings, paths, signal } = options;
  const record = await readServerRecord(paths);
  const url = options.url === undefined ? undefined : parseServerUrl(options.url);
  if (url === undefined || isOwnAddress(url, record, settings)) {
    return record === undefined ? offlineTarget(settings) : await ownTarget(record, options);
  }
  const found = await findProtectedResource(url, await createBoundedFetch({ ...LOGIN_BOUNDS, signal }));
  return { ...found, url, isOwn: false };
}

/** The running server is asked over its socket: no name, certificate or proxy stands between. */
async function ownTarget(record: ServerRecord, { settings, paths, signal }: LoginTargetOptions): Promise<LoginTarget> {
  const reachable = reachableSocketPath(paths.serverSocket, process.platform);
  try {
    const fetch = await createBoundedFetch({ ...LOGIN_BOUNDS, signal, socketPath: reachable.path });
    const local = new URL(`${record.url.replace(/^https:/, 'http:')}/mcp`);
    const found = await readProtectedResource(local, fetch).catch((error: unknown) => {
      throw isNotFound(error) ? serverWithoutIssuer(settings) : error;
    });
    return { ...found, url: new URL('/mcp', found.resource), isOwn: true };
  } finally {
    reachable.release();
  }
}

function offlineTarget(settings: Settings): LoginTarget {
  const { authkitUrl } = settings;
  if (authkitUrl === undefined) {
    throw new CodezError(
      'invalid',
      'No authorization server is set, so nobody can sign in here',
      'Set AUTHKIT_URL (or oauth.issuer in config.json), or give the URL of another codez server.',
    );
  }
  const resource = mcpUrlOf(settings);
  return { resource, issuer: authkitUrl, scope: TOKEN_SCOPE, url: new URL(resource), isOwn: true };
}

/** Returns true for the public address of this server, and for those of the running one on this machine. */
function isOwnAddress(url: URL, record: ServerRecord | undefined, { publicUrl }: Settings): boolean {
  if (publicUrl !== undefined && new URL(publicUrl).origin === url.origin) return true;
  if (record === undefined) return false;
  const own = new URL(record.url);
  return (
    url.origin === own.origin ||
    (LOOPBACK_NAMES.has(url.hostname) && url.port === own.port && url.protocol === own.protocol)
  );
}

function isNotFound(error: unknown): boolean {
  return error instanceof CodezError && error.code === 'not_found';
}

function serverWithoutIssuer({ authkitUrl }: Settings): CodezError {
  const hint =
    authkitUrl === undefined
      ? 'Set AUTHKIT_URL (or oauth.issuer in config.json), and run `codez restart`.'
      : `It was started before ${authkitUrl} was set: run \`codez restart\`.`;
  return new CodezError('conflict', 'The running server takes no tokens: it has no authorization server', hint);
}
