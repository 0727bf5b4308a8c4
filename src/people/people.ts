import type { Principal } from '../core/principal.ts';
import type { Subject } from '../hosts/subject.ts';

/** A person recorded as owner of this data directory; the collection `owners`, by issuer and sub. */
export interface Owner extends Subject {
  readonly email?: string;
  /** Tokens of this person are taken although they prove no audience. */
  readonly accepts_unbound_tokens: boolean;
  /** Milliseconds since the epoch. */
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

/** The owner list, and what becomes of tokens by it. */
export interface PeopleService extends People {
  /**
   * Records a person; of one who is there already what is given is changed. Without an issuer it is the configured one.
   * @throws CodezError `invalid`
   */
  add(person: {
    readonly issuer?: string | undefined;
    readonly sub: string;
    readonly email?: string | undefined;
    readonly acceptsUnboundTokens?: boolean | undefined;
  }): Promise<{ readonly owner: Owner; readonly created: boolean }>;
  list(): readonly Owner[];
  /**
   * Removes a person; from then on no token of theirs is taken. The issuer may be left out where one alone has this sub.
   * @throws CodezError `not_found`, `conflict` when several issuers have this sub
   */
  remove(person: { readonly issuer?: string | undefined; readonly sub: string }): Promise<Owner>;
}
