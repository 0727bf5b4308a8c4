/** Wrong keys and tokens by network (IPv4 address, IPv6 /64); bounded in memory. */
export interface FailedCredentials {
  /** True when the network sent too many of them: its wrong ones get 429 from now on. */
  isBlocked(network: string): boolean;
  /** Seconds until the block ends, at least 1; 0 when there is none. */
  blockedSeconds(network: string): number;
  note(network: string): void;
}
