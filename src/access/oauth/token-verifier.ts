import type { TokenFacts } from '../../people/people.ts';
import type { Lane } from './lanes.ts';

/** A token that is no good. */
export interface TokenRefusal {
  /** `wrong` counts as a failed attempt of its address; `expired` does not. */
  readonly refused: 'wrong' | 'expired';
  /** For the log, never for the reply. */
  readonly reason: string;
}

export type TokenVerdict = TokenFacts | TokenRefusal;

/** What a token must be meant for. */
export interface TokenAudience {
  /** The origin itself, or with `/mcp` behind it. */
  readonly origin: string;
  /** False where other servers go by the same name: that a token is meant for it does not bind it to this one. */
  readonly isOursAlone: boolean;
}

/** Checks the tokens of the configured issuer. */
export interface TokenVerifier {
  /**
   * Returns what is known of the token at once (cached), else a promise of it. `lane`: within which tokens that
   * only the issuer can judge wait for each other.
   * @throws CodezError `unavailable` (also as rejection) when the issuer cannot be asked
   */
  verify(token: string, use: TokenAudience & { readonly lane: Lane | undefined }): TokenVerdict | Promise<TokenVerdict>;
}

export function isRefusal(verdict: TokenVerdict): verdict is TokenRefusal {
  return 'refused' in verdict;
}
