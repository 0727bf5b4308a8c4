import type { TextClass } from './text-classes.ts';

/** Where a planted text stands. Times are milliseconds since the epoch. */
export interface TextPlace {
  readonly sessionId: string;
  readonly slug: string;
  readonly agentId?: string;
  /** Absent for titles. The result of a tool belongs to the message that called it. */
  readonly messageId?: string;
  /** Whose words these are; absent where that is a matter of view (titles, summaries, results of tools). */
  readonly role?: 'user' | 'assistant';
  /** Of the message's first record and of the one that holds the text. */
  readonly from: number;
  readonly at: number;
}

/** A query and every place it must be found at. */
export interface ExpectedQuery {
  readonly query: string;
  readonly class: TextClass;
  /** Other ways to write it that must find the same. */
  readonly variants: readonly string[];
  readonly places: TextPlace[];
}

/** Text that stands in records which are no conversation: no query may find it. */
export interface AbsentText {
  readonly query: string;
  readonly where: string;
}

export interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cache_read: number;
  /** Sum of the two behind it. */
  readonly cache_write: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
}

/** A response of the model as it counts: once, with what its last record says. */
export interface ExpectedResponse {
  readonly key: string;
  readonly at: number;
  readonly model: string;
  readonly tokens: Tokens;
  readonly webSearches: number;
  readonly sessionId: string;
  readonly slug: string;
}

/** A session as a list shows it. */
export interface ExpectedSession {
  readonly sessionId: string;
  readonly slug: string;
  readonly title: string;
  readonly cwd: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly messageCount: number;
  readonly model?: string;
  readonly gitBranch?: string;
  /** The session its first answer was copied from. */
  readonly forkedFrom?: string;
  /** Tokens the last response of the main conversation saw and wrote; absent right after a compaction. */
  readonly contextTokens?: number;
}

/** What a tree of transcripts holds, as the generator knows it. */
export interface CorpusTruth {
  readonly queries: ExpectedQuery[];
  readonly absent: AbsentText[];
  readonly responses: ExpectedResponse[];
  readonly sessions: ExpectedSession[];
  /** Bytes written: of messages, of tool calls with their results, and of all that is neither. */
  readonly bytes: { conversation: number; tools: number; other: number };
}

export function emptyTruth(): CorpusTruth {
  return {
    queries: [],
    absent: [],
    responses: [],
    sessions: [],
    bytes: { conversation: 0, tools: 0, other: 0 },
  };
}

const NO_TOKENS: Tokens = {
  input: 0,
  output: 0,
  cache_read: 0,
  cache_write: 0,
  cache_write_5m: 0,
  cache_write_1h: 0,
};

/** Sums by a key: responses, sessions and tokens. */
export interface ExpectedTotals {
  readonly messages: number;
  readonly sessions: number;
  readonly tokens: Tokens;
}

/** Returns the totals of responses, by `keyOf`. */
export function sumResponses(
  responses: readonly ExpectedResponse[],
  keyOf: (response: ExpectedResponse) => string,
): Map<string, ExpectedTotals> {
  const groups = new Map<string, ExpectedResponse[]>();
  for (const response of responses) {
    const key = keyOf(response);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [response]);
    else group.push(response);
  }
  return new Map([...groups].map(([key, group]) => [key, totalOf(group)]));
}

/** Returns the totals of responses. */
export function totalOf(responses: readonly ExpectedResponse[]): ExpectedTotals {
  const tokens = { ...NO_TOKENS };
  for (const response of responses) {
    for (const kind of Object.keys(tokens) as (keyof Tokens)[]) tokens[kind] += response.tokens[kind];
  }
  const sessions = new Set(responses.map(({ sessionId }) => sessionId)).size;
  return { messages: responses.length, sessions, tokens };
}
