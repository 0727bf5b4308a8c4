import type { Clock } from '../core/clock.ts';
import type { Principal } from '../core/principal.ts';
import type { HolderIndex } from './holder-index.ts';
import type { Subject } from './subject.ts';
import { whyNotNow } from './why-not-now.ts';

/** A user whose tokens are let in. */
export interface LinkedUser {
  readonly principal: Principal;
  /** Its tokens are taken although they prove no audience. */
  readonly acceptsUnboundTokens: boolean;
}

/** The users whose tokens are let in, by the people they are linked to. */
export interface LinkedUsers {
  /** True when the tokens of anybody are linked to a user. */
  readonly hasAny: boolean;
  /**
   * The user this person's tokens act for, undefined when there is none.
   * @throws CodezError `forbidden` for a user who may not come now
   */
  find(subject: Subject): LinkedUser | undefined;
}

/** Returns the links of the users on file. */
export function createLinkedUsers(index: HolderIndex, clock: Clock): LinkedUsers {
  /** By what they are with a key, which stays the same object as long as nothing changes. */
  const remote = new WeakMap<Principal, Principal>();
  const remoteOf = (principal: Principal): Principal => {
    let made = remote.get(principal);
    if (made === undefined) {
      made = { ...principal, isRemote: true };
      remote.set(principal, made);
    }
    return made;
  };
  return {
    get hasAny() {
      return index.hasSubjects;
    },
    find(subject) {
      const found = index.findSubject(subject);
      if (found === undefined) return undefined;
      const error = whyNotNow(found.holder, clock(), 'User');
      if (error !== undefined) throw error;
      return {
        principal: remoteOf(found.principal),
        acceptsUnboundTokens: found.holder.accepts_unbound_tokens === true,
      };
    },
  };
}
