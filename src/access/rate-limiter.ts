/** How far a caller has used up what it may do. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the limit is whole again, at least 1. */
  readonly resetSeconds: number;
  /** Seconds until the same would fit again, at least 1; 0 when this request did. */
  readonly retryAfterSeconds: number;
  /** True when this request goes beyond it. */
  readonly isOver: boolean;
}

/** Counts requests by key within a period; bounded in memory. */
export interface RateLimiter {
  /** Counts `cost` requests of `key`; when they go beyond the limit none of them is counted. */
  take(key: string, cost?: number): RateState;
}
