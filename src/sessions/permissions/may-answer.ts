import type { Principal } from '../../core/principal.ts';
import { hasScope } from '../../core/scopes.ts';
import type { SessionRecord } from '../records/session-record.ts';

/**
 * Returns true when `principal` may see and answer what the session asks for. A call from inside a session answers
 * only for sessions that session has made: never for itself, those above it, or any other.
 */
export function mayAnswer(principal: Principal, session: SessionRecord | undefined): boolean {
  if (!hasScope(principal.scopes, 'approve')) return false;
  return principal.kind !== 'session' || (session?.parent === principal.name && session.session_id !== principal.name);
}
