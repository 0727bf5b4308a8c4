import { OWNER, OWNER_ADMIN, type Principal } from '../core/principal.ts';
import type { OwnerPrincipals } from '../hosts/owner-principals.ts';
import type { ToolInvoker } from '../tools/tool-invoker.ts';

/** Returns the operations for calls of this process, which name the owner as it is everywhere: with the spaces there are. */
export function withOwnerSpaces(invoker: ToolInvoker, owners: OwnerPrincipals): ToolInvoker {
  const present = (principal: Principal): Principal => {
    if (principal === OWNER) return owners.owner();
    return principal === OWNER_ADMIN ? owners.ownerAdmin() : principal;
  };
  return {
    list: (principal, ...more) => invoker.list(present(principal), ...more),
    call: (name, args, context) => invoker.call(name, args, { ...context, principal: present(context.principal) }),
  };
}
