import { OWNER, OWNER_ADMIN, type Principal, type SpaceAccess } from '../core/principal.ts';
import type { SpaceRights } from './space-access.ts';

/** The machine's owner with the spaces there are now; the same objects until spaces change. */
export interface OwnerPrincipals {
  /** Over TCP: everything but `admin`. */
  owner(): Principal;
  /** On the Unix socket and in process: everything. */
  ownerAdmin(): Principal;
}

/** Returns the owner as principal, by the rights to spaces. */
export function createOwnerPrincipals(rights: Pick<SpaceRights, 'owner'>): OwnerPrincipals {
  return { owner: withSpaces(OWNER, rights), ownerAdmin: withSpaces(OWNER_ADMIN, rights) };
}

function withSpaces(base: Principal, rights: Pick<SpaceRights, 'owner'>): () => Principal {
  let made: { readonly spaces: SpaceAccess; readonly principal: Principal } | undefined;
  return () => {
    const spaces = rights.owner();
    if (made?.spaces !== spaces) made = { spaces, principal: { ...base, spaces } };
    return made.principal;
  };
}
