import type { Principal } from '../core/principal.ts';
import type { KeyHolder } from './key-holder.ts';
import { toScopeSet } from './key-scopes.ts';
import { OWNER_SPACE, type SpaceRights } from './space-access.ts';

/** Returns who a holder is when it calls. */
export function toPrincipal(holder: KeyHolder, rights: SpaceRights): Principal {
  const { kind, name, scopes, max_mode: maxMode } = holder;
  return {
    kind,
    name,
    user: kind === 'user' ? name : 'local',
    scopes: toScopeSet(scopes),
    spaces: rights.of(holder),
    // A client of the owner's own: what it notes is the owner's, as over loopback.
    ...(holder.space === OWNER_SPACE ? { author: OWNER_SPACE } : {}),
    ...(maxMode === undefined ? {} : { maxMode }),
  };
}

/** Returns true when two versions of a holder are the same principal. */
export function isSamePrincipal(one: KeyHolder, other: KeyHolder): boolean {
  return (
    one.scopes === other.scopes &&
    one.shared === other.shared &&
    one.space === other.space &&
    one.max_mode === other.max_mode
  );
}
