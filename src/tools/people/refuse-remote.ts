import { CodezError } from '../../core/errors.ts';
import type { Principal } from '../../core/principal.ts';

/** Who is let in as owner is decided at the machine alone. @throws CodezError `forbidden` for a request from elsewhere */
export function refuseRemote({ isRemote }: Pick<Principal, 'isRemote'>): void {
  if (isRemote !== true) return;
  throw new CodezError(
    'forbidden',
    'The owner list is changed at the machine alone, never by a request over the network',
    'Run `codez owner` or `codez login` there.',
  );
}
