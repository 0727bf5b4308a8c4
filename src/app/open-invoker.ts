import { readFile } from 'node:fs/promises';
import { ACT_AS_OWNER_HEADER } from '../access/authenticate.ts';
import { findOwnSessions, INSIDE_SESSION_HEADER } from '../access/peer-session.ts';
import { type HomePaths, resolvePaths } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { reachableSocketPath } from '../config/socket-path.ts';
import { readVersion } from '../config/version.ts';
import { systemClock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import { type Logger, silentLogger } from '../core/logger.ts';
import { OWNER_ADMIN, type Principal } from '../core/principal.ts';
import { hasScope } from '../core/scopes.ts';
import type { TokenSource } from '../mcp/oauth-client/token-source.ts';
import type { ToolInvoker } from '../tools/tool-invoker.ts';
import { parseServerUrl } from './mcp-url.ts';
import { readServerRecord, type ServerRecord } from './server-record.ts';
import { withAccessRows } from './with-access-rows.ts';

/** How long a one-off call waits for another one-off call on the same files. */
const LOCK_WAIT_MS = 10_000;

export interface OpenInvokerOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userHome: string;
  /** A remote server's `/mcp`, or its origin. */
  readonly url?: string | undefined;
  /** File that holds the credential for `url`. */
  readonly keyFile?: string | undefined;
  /** True when this process, where it stands in for a server, takes over the sessions of the one before. */
  readonly takesOver?: boolean;
  /** True for what only a server can do: this process does not stand in for one. */
  readonly needsServer?: boolean;
  /** On whose behalf calls are made here; the owner with `admin` unless said otherwise. */
  readonly principal?: Principal;
  readonly logger?: Logger;
}

/** A way to the operations, and where it leads. */
export interface OpenInvoker {
  readonly invoker: ToolInvoker;
  readonly principal: Principal;
  readonly where: 'server' | 'process' | 'remote';
  /** Version of the server that answers, undefined in process. */
  readonly serverVersion: string | undefined;
  close(): Promise<void>;
}

/** Opens the way to the operations: a remote server, else the running one of this data directory, else this process. */
export async function openInvoker(options: OpenInvokerOptions): Promise<OpenInvoker> {
  const principal = options.principal ?? OWNER_ADMIN;
  const paths = resolvePaths(options.settings.home);
  if (options.url !== undefined) return await openRemote(options.url, options.keyFile, paths, principal);
  const server = await readServerRecord(paths);
  if (server !== undefined) return await openSocket(server, paths.serverSocket, principal, options.env);
  if (options.needsServer === true) {
    throw new CodezError(
      'unavailable',
      `No server is running on ${paths.home}, and this needs one`,
      'Start it: `codez serve` in another terminal, or `codez restart` in the background.',
    );
  }
  const { createApp } = await import('./create-app.ts');
  const { withOwnerSpaces } = await import('./with-owner-spaces.ts');
  const { withOwnSession } = await import('./with-own-session.ts');
  try {
    const { settings, env, userHome, logger = silentLogger } = options;
    const version = readVersion();
    const isServing = options.takesOver === true;
    const app = await createApp({
      paths,
      settings,
      env,
      userHome,
      logger,
      version,
      waitMs: LOCK_WAIT_MS,
      isServing,
    });
    const { services, clock, ids } = app;
    const inside = withOwnSession(app.invoker, () => findOwnSessions(env));
    const own = withOwnerSpaces(inside, app.access.owners);
    const invoker = withAccessRows(own, { log: services.accessLog, clock, ids, version });
    return { invoker, principal, where: 'process', serverVersion: undefined, close: () => app.close() };
  } catch (error) {
    // A server may have started while this call waited for the lock.
    const started = isBusy(error) ? await readServerRecord(paths) : undefined;
    if (started === undefined) throw error;
    return await openSocket(started, paths.serverSocket, principal, options.env);
  }
}

async function openSocket(
  server: ServerRecord,
  socketPath: string,
  principal: Principal,
  env: OpenInvokerOptions['env'],
): Promise<OpenInvoker> {
  const { openRemoteInvoker } = await import('../mcp/remote-invoker.ts');
  const sessions = await findOwnSessions(env);
  const reachable = reachableSocketPath(socketPath, process.platform);
  const invoker = await openRemoteInvoker({
    // The socket speaks plain HTTP, whatever the server speaks on the network.
    url: `${server.url.replace(/^https:/, 'http:')}/mcp`,
    socketPath: reachable.path,
    headers: {
      ...(hasScope(principal.scopes, 'admin') ? {} : { [ACT_AS_OWNER_HEADER]: 'owner' }),
      // The system does not say who is at the other end of this socket: an agent's command says it itself.
      ...(sessions.length === 0 ? {} : { [INSIDE_SESSION_HEADER]: sessions.join(',') }),
    },
    version: readVersion(),
  });
  const close = async (): Promise<void> => {
    await invoker.close();
    reachable.release();
  };
  return { invoker, principal, where: 'server', serverVersion: invoker.serverVersion, close };
}

async function openRemote(
  url: string,
  keyFile: string | undefined,
  paths: HomePaths,
  principal: Principal,
): Promise<OpenInvoker> {
  const target = parseServerUrl(url, '--url: ');
  const { openRemoteInvoker } = await import('../mcp/remote-invoker.ts');
  const credential =
    keyFile === undefined
      ? { tokens: await loginTokens(target, paths) }
      : { headers: { authorization: `Bearer ${await readKey(keyFile)}` } };
  const version = readVersion();
  const invoker = await openRemoteInvoker({ url: target.href, ...credential, version }).catch((error: unknown) => {
    if (keyFile !== undefined || !(error instanceof CodezError) || error.code !== 'unauthenticated') throw error;
    const hint = `Sign in: \`codez login ${target.origin}\`, or give --key-file.`;
    throw new CodezError('unauthenticated', error.message, hint, { cause: error });
  });
  return { invoker, principal, where: 'remote', serverVersion: invoker.serverVersion, close: () => invoker.close() };
}

/** The tokens of `codez login` for the server, whatever process owns the data directory. */
async function loginTokens(url: URL, paths: HomePaths): Promise<TokenSource> {
  const { createLoginStore } = await import('../mcp/oauth-client/login-store.ts');
  const { createTokenSource } = await import('../mcp/oauth-client/token-source.ts');
  const { createBoundedFetch, LOGIN_BOUNDS } = await import('../mcp/oauth-client/bounded-fetch.ts');
  const store = createLoginStore(paths);
  return createTokenSource({ url, store, fetch: () => createBoundedFetch(LOGIN_BOUNDS), clock: systemClock });
}

async function readKey(keyFile: string): Promise<string> {
  let key: string;
  try {
    key = (await readFile(keyFile, 'utf8')).trim();
  } catch (cause) {
    throw new CodezError(
      'invalid',
      `--key-file: cannot read ${keyFile}`,
      'Name a file that holds the key and nothing else.',
      { cause },
    );
  }
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CodezError(
    'invalid',
    `--key-file: ${keyFile} holds no key`,
    'Name a file that holds the key and nothing else.',
  );
}

function isBusy(error: unknown): boolean {
  return error instanceof CodezError && error.code === 'busy';
}
