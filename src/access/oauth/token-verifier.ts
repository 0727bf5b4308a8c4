import type { TokenFacts } from '../../people/people.ts';

/** A token that is no good. */
export interface TokenRefusal {
  /** `wrong` counts as a failed attempt of its address; `expired` does not. */
  readonly refused: 'wrong' | 'expired';
  /** For the log, never for the reply. */
  readonly reason: string;
}

export type TokenVerdict = TokenFacts | TokenRefusal;

/** Checks the tokens of the configured issuer. */
export interface TokenVerifier {
  /**
   * Returns what is known of the token at once (cached), else a promise of it. It must be meant for `origin`, or for
   * `origin` and `/mcp`. `lane`: tokens that only the issuer can judge are looked up one at a time within it.
   * @throws CodezError `unavailable` (also as rejection) when the issuer cannot be asked
   */
  verify(
    token: string,
    use: { readonly origin: string; readonly lane: string | undefined },
  ): TokenVerdict | Promise<TokenVerdict>;
}

export function isRefusal(verdict: TokenVerdict): verdict is TokenRefusal {
  return 'refused' in verdict;
}
