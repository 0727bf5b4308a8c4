import { CodezError } from '../../core/errors.ts';
import type { Principal } from '../../core/principal.ts';

/**
 * Whose tokens are let in is decided at the machine alone.
 * @throws CodezError `forbidden` for a request from elsewhere that links somebody
 */
export function refuseRemoteLink(
  subjects: readonly unknown[] | undefined,
  { isRemote }: Pick<Principal, 'isRemote'>,
): void {
  if (isRemote !== true || subjects === undefined || subjects.length === 0) return;
  throw new CodezError(
    'forbidden',
    'Whose tokens act for a user is decided at the machine alone, never by a request over the network',
    'Run `codez user` there.',
  );
}
