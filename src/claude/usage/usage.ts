import type { TokenUsage } from '../activity/activity.ts';

/** By what usage can be broken down. `day`: calendar day of the time zone asked for. */
export type UsageGrouping = 'day' | 'model' | 'project' | 'session';

export interface UsageQuery {
  /** Responses from this time on, and before that one; milliseconds since the epoch. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Only this project. */
  readonly slug?: string | undefined;
  readonly groupBy?: UsageGrouping | undefined;
  /** IANA name of the time zone that days are cut in; UTC by default. */
  readonly timeZone?: string | undefined;
}

/** Sums over responses of the model, each counted once. */
export interface UsageTotals {
  /** What the responses of models with a known price cost, USD. */
  readonly cost_usd: number;
  /** Set when there are responses of models without a known price among them, which `cost_usd` leaves out. */
  readonly cost_is_partial?: true;
  /** Sessions with a response among them; a sub-agent's belong to its session. */
  readonly sessions: number;
  /** Responses of the model. */
  readonly messages: number;
  readonly tokens: TokenUsage;
}

export interface UsageReport {
  readonly totals: UsageTotals;
  /**
   * `key`: a day (`2026-01-31`, or `unknown` where no record of a file tells a time), a model, a slug or a session id.
   * Days ascend; others: the costliest first.
   */
  readonly groups: readonly UsageGroup[];
  /** Models without a known price, whose tokens are counted and whose cost is not. */
  readonly unpriced_models: readonly string[];
  /** Day on which the list of prices was last held against what is published, ISO 8601. */
  readonly prices_as_of: string;
}

export interface UsageGroup extends UsageTotals {
  readonly key: string;
  /** The project of a session. */
  readonly slug?: string;
}

/** What a session used: its transcript and its sub-agents, copies from other sessions left out. */
export interface SessionUsage {
  /** Responses of the model. */
  readonly messages: number;
  readonly tokens: TokenUsage;
  /** USD; absent when there is a response of a model without a known price. */
  readonly cost_usd?: number;
}

/**
 * Responses of one file, a column for each field and a row for each response, with what its last record says. Times
 * are milliseconds since the epoch; what a record leaves out is 0, and so is a number of tokens that is none (negative,
 * broken, 2^32 or more).
 */
export interface ResponseRows {
  readonly count: number;
  /** 64 bits of a hash of `message.id` and `requestId`: equal in every copy of a response. */
  readonly keys: BigUint64Array;
  readonly at: Float64Array;
  /** Index into `models`, whose names are those of `usedModel`. */
  readonly model: Uint16Array;
  readonly models: readonly string[];
  readonly input: Uint32Array;
  readonly output: Uint32Array;
  readonly cacheRead: Uint32Array;
  /** Written for 5 minutes, which is what is not said to be for an hour. */
  readonly cacheWrite5m: Uint32Array;
  readonly cacheWrite1h: Uint32Array;
  readonly webSearches: Uint32Array;
  /** 1: copied from the session this one was forked from (`requestSessionId` names another). */
  readonly isCopy: Uint8Array;
}

/** A file whose responses are counted: a transcript or that of a sub-agent. */
export interface CountedFile {
  readonly path: string;
  readonly slug: string;
  readonly sessionId: string;
  /** When the file was made: of two copies the older file's is the original. */
  readonly bornAtMs: number;
  readonly rows: ResponseRows;
}
