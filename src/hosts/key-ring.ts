import type { CodezError } from '../core/errors.ts';
import type { Principal } from '../core/principal.ts';

/** What a presented key is worth from an address. */
export type KeyVerdict =
  /** No such key: only this counts as a wrong one. */
  | { readonly outcome: 'unknown' }
  /**
   * A right key that may not be used now or from there: `forbidden`, with the contract's words. `isLapsed`: only for its
   * window, which nobody has closed: a call that began before that may still have its answer.
   */
  | { readonly outcome: 'refused'; readonly holder: string; readonly error: CodezError; readonly isLapsed?: boolean }
  /** `needsBinding`: its first use from this kind of address (or a roaming one's move), to be kept before the call runs. */
  | { readonly outcome: 'allowed'; readonly principal: Principal; readonly needsBinding: boolean };

/** A call that ended. */
export interface CallNote {
  readonly address: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isAllowed: boolean;
}

/** The keys of hosts and users, as the door asks for them. `holder` is `host:NAME` or `user:NAME`; others are nobody. */
export interface KeyRing {
  /** Looks a key up; nothing is written and nothing waits. Takes as long for a wrong key as for a right one. */
  judge(key: string, address: string): KeyVerdict;
  /** Binds the key to the address, durably; of parallel first calls one wins, the others get what `judge` then says. */
  bind(key: string, address: string): Promise<KeyVerdict>;
  /** A call of the holder is allowed and begins: moves its window. */
  noteAllowed(holder: string): void;
  /** A call of the holder ended: moves its window when it was allowed, and keeps last use, addresses and counts. */
  noteCall(holder: string, call: CallNote): void;
}
