import type { Principal } from '../core/principal.ts';

/** A person recorded as owner of this data directory; the collection `owners`, by issuer and sub. */
export interface Owner {
  readonly issuer: string;
  readonly sub: string;
  readonly email?: string;
  /** Tokens of this person are taken although they prove no audience. */
  readonly accepts_unbound_tokens: boolean;
  readonly added_at: number;
}

/** What the door is told of a valid token. */
export interface TokenFacts {
  readonly issuer: string;
  readonly sub: string;
  /** Scopes the token says it has, undefined when it says nothing of them. */
  readonly scopes: ReadonlySet<string> | undefined;
  /** True when the token proves that it was made for this server. */
  readonly isBound: boolean;
}

/** Who a token's person is here. */
export interface People {
  /**
   * Returns whom a valid token acts for: the owner (user `local`, all scopes but admin, the owner's spaces) or a linked user.
   * @throws CodezError `forbidden` saying how to be added, or what is missing; `cause` is the reason for the log
   */
  principalOf(token: TokenFacts): Principal;
}
