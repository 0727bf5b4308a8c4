/** One-time codes for the pages of the owner, and the bearers they are exchanged for; in memory only. */
export interface LoginLinks {
  /** Makes a code that is good once, for 60 s. */
  createCode(): { readonly code: string; readonly expiresAt: number };
  /**
   * Exchanges a code for a bearer, undefined for an unknown or expired one. A second use of a code revokes the bearer of
   * the first, and is undefined too.
   */
  exchange(code: string): { readonly bearer: string; readonly expiresAt: number } | undefined;
  /** True for a bearer that is good now. */
  isBearer(credential: string): boolean;
  /** Ends a bearer. */
  revoke(bearer: string): void;
}
