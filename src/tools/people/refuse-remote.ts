import { CodezError } from '../../core/errors.ts';
import type { Principal } from '../../core/principal.ts';

/** What is decided, and the command that does it. */
const DECISIONS = {
  owner: ['The owner list is changed', '`codez owner` or `codez login`'],
  user: ['Whose tokens act for a user is decided', '`codez user`'],
} as const;

/** Whose tokens are let in is decided at the machine alone. @throws CodezError `forbidden` for a request from elsewhere */
export function refuseRemote({ isRemote }: Pick<Principal, 'isRemote'>, decision: keyof typeof DECISIONS): void {
  if (isRemote !== true) return;
  const [what, command] = DECISIONS[decision];
  const message = `${what} at the machine alone, never by a request over the network`;
  throw new CodezError('forbidden', message, `Run ${command} there.`);
}
