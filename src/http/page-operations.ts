import { CodezError } from '../core/errors.ts';

/**
 * The operations that the owner's pages may call, with the arguments they may give; undefined: all there are. It is what
 * the pages show and the few things they do. The bearer of a page lies in a browser: with it one starts no session, reads
 * no note and no file, makes no key with more rights than one there is, and does nothing to the store, although its owner
 * may do all of this on the command line.
 */
const PAGE_OPERATIONS: ReadonlyMap<string, ReadonlySet<string> | undefined> = new Map([
  ['get_health', undefined],
  ['get_observability', undefined],
  ['host_list', undefined],
  ['list_sessions', undefined],
  ['owner_list', undefined],
  ['server_status', undefined],
  ['space_list', undefined],
  ['user_list', undefined],
  // Scopes, spaces and modes of a host are more than a page needs: they stay as they are.
  ['host_update', new Set(['name', 'enabled', 'roaming'])],
  ['host_window', undefined],
  ['host_rotate', new Set(['name', 'grace'])],
]);

/** Names of the operations that the pages may call. */
export const PAGE_OPERATION_NAMES = [...PAGE_OPERATIONS.keys()];

/** @throws CodezError `not_found` for an operation that is none of the pages', `forbidden` for an argument that is none */
export function checkPageCall(name: string, args: Readonly<Record<string, unknown>>): void {
  if (!PAGE_OPERATIONS.has(name)) {
    const message = `The pages have no operation ${name.slice(0, 64)}`;
    throw new CodezError('not_found', message, 'Run it with: codez call');
  }
  const allowed = PAGE_OPERATIONS.get(name);
  const other = allowed && Object.keys(args).find((argument) => !allowed.has(argument));
  if (other === undefined) return;
  const message = `The pages do not change ${other.slice(0, 64)} with ${name}`;
  throw new CodezError('forbidden', message, `Use the command line: codez call ${name}`);
}
