import { stat } from 'node:fs/promises';
import { readServerRecord } from '../../app/server-record.ts';
import { CodezError } from '../../core/errors.ts';
import { isLoopbackName } from '../../core/loopback-name.ts';
import { OWNER_SCOPES } from '../../core/scopes.ts';
import type { ServerStatus } from '../../tools/services.ts';
import type { CommandContext } from '../define-command.ts';
import { type HostDetails, type IssuedHost, type RemovedHost, runOwnerOperation } from '../host/operations.ts';

/** Where a client finds its key unless another variable is named. */
export const LOCAL_KEY_VARIABLE = 'CODEZ_LOCAL_KEY';
/** Clients that need none: they start codez, which reaches the server by the socket of the data directory. */
const NEED_NONE: ReadonlySet<string> = new Set(['claude-desktop']);
/** The space of the owner's own clients. */
const OWNERS = 'local';
/** What binds a key to this machine. */
const THIS_MACHINE = ['127.0.0.1', '::1'];

/** The key of a client of the owner's own on this machine. */
export interface LocalKey {
  /** Its host: `local-claude`. */
  readonly host: string;
  readonly prefix: string | undefined;
  /** The key itself, when it was issued just now. */
  readonly key?: string;
  /** `active`, or why it is not let in at present. */
  readonly state: string;
}

/** Returns the name of the host that stands for a client's entry. */
export function localHostName(client: string, entryName: string | undefined): string {
  const own = entryName === undefined || entryName === 'codez' ? '' : `-${entryName}`;
  return `local-${client}${own}`.slice(0, 64).replace(/[^A-Za-z0-9]+$/, '');
}

/**
 * Returns true when a client of this machine needs a key for `url`: it is this server's own address, and the server
 * does not trust who comes from this machine without one.
 */
export async function needsLocalKey(context: CommandContext, client: string, url: string): Promise<boolean> {
  const { paths, settings } = context;
  if (NEED_NONE.has(client) || !URL.canParse(url) || !isLoopbackName(new URL(url).hostname)) return false;
  const record = await readServerRecord(paths);
  if (record === undefined) return settings.loopback === 'off';
  if (new URL(record.url).port !== new URL(url).port) return false;
  return (await runOwnerOperation<ServerStatus>(context, 'server_status', {})).loopback === 'off';
}

/** Returns the key that was issued under this name before. @throws CodezError `conflict` for a host of another kind */
export async function findLocalKey(context: CommandContext, host: string): Promise<LocalKey | undefined> {
  let found: HostDetails;
  try {
    found = await runOwnerOperation<HostDetails>(context, 'host_show', { name: host });
  } catch (error) {
    if (error instanceof CodezError && error.code === 'not_found') return undefined;
    throw error;
  }
  if (found.space === OWNERS) return { host, prefix: found.prefix, state: found.state };
  throw new CodezError(
    'conflict',
    `${host} is a host of your own making, not the key of this machine's client`,
    `Choose another name for the entry with --name, or remove the host: \`codez host remove ${host}\`.`,
  );
}

/** Issues the key: all that you may do over loopback, on this machine only. */
export async function issueLocalKey(context: CommandContext, host: string): Promise<LocalKey & { key: string }> {
  const { key, prefix, state } = await runOwnerOperation<IssuedHost>(context, 'host_add', {
    name: host,
    owners: true,
    scopes: [...OWNER_SCOPES],
    addresses: THIS_MACHINE,
  });
  return { host, prefix, state, key };
}

/** Takes the key back; false when there is none. A data directory that does not exist is not made for it. */
export async function removeLocalKey(context: CommandContext, host: string): Promise<boolean> {
  const isThere = await stat(context.paths.meta).then(
    () => true,
    () => false,
  );
  if (!isThere || (await findLocalKey(context, host).catch(noneOfOurs)) === undefined) return false;
  await runOwnerOperation<RemovedHost>(context, 'host_remove', { name: host });
  return true;
}

/** A host of the person's own making stays. */
function noneOfOurs(error: unknown): undefined {
  if (error instanceof CodezError && error.code === 'conflict') return undefined;
  throw error;
}
