import { createHash } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import type { Collection } from '../../storage/collection.ts';
import { filterKey } from './event-filter.ts';
import type { EventFilter } from './event-log.ts';

/** How far one MCP session has read, by filter (a digest of it) in order of last use. */
export interface StoredPositions {
  readonly cursors: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly used_at: number;
}

/** How far each MCP session has read, for each of its filters: repeated polls go on there, restarts included. */
export interface PollPositions {
  find(conversationId: string, filter: EventFilter): Promise<string | undefined>;
  set(conversationId: string, filter: EventFilter, cursor: string): Promise<void>;
  /** The MCP session has ended. */
  forget(conversationId: string): Promise<void>;
}

export interface PollPositionsOptions {
  /** Opens the collection when it is first needed. */
  readonly open: () => Promise<Collection<StoredPositions>>;
  readonly clock: Clock;
  /** MCP sessions remembered at most; those that polled longest ago go first. */
  readonly maxConversations?: number;
  /** Filters of one MCP session remembered at most. */
  readonly maxFilters?: number;
}

export function createPollPositions(options: PollPositionsOptions): PollPositions {
  const { open, clock, maxConversations = 10_000, maxFilters = 16 } = options;
  let opening: Promise<Collection<StoredPositions>> | undefined;
  const records = (): Promise<Collection<StoredPositions>> => {
    opening ??= open();
    return opening;
  };

  return {
    async find(conversationId, filter) {
      return (await records()).get(conversationId)?.cursors[digestOf(filter)];
    },
    async set(conversationId, filter, cursor) {
      const positions = await records();
      const digest = digestOf(filter);
      const others = Object.entries(positions.get(conversationId)?.cursors ?? {}).filter(([key]) => key !== digest);
      const cursors = Object.fromEntries([...others.slice(-(maxFilters - 1)), [digest, cursor]]);
      positions.putBehind(conversationId, { cursors, used_at: clock() });
      if (positions.size > maxConversations) await dropOldest(positions, maxConversations);
    },
    async forget(conversationId) {
      const positions = await records();
      if (positions.get(conversationId) !== undefined) await positions.delete(conversationId);
    },
  };
}

/** Makes room for a while: looking for the oldest each time would cost more than it is worth. */
async function dropOldest(positions: Collection<StoredPositions>, max: number): Promise<void> {
  const byUse = [...positions.entries()].sort(([, a], [, b]) => a.used_at - b.used_at);
  const surplus = byUse.slice(0, byUse.length - Math.floor(max * 0.9));
  await Promise.all(surplus.map(([key]) => positions.delete(key)));
}

/** Never begins with a digit alone, which would change the order of an object's keys. */
function digestOf(filter: EventFilter): string {
  return `f${createHash('sha256').update(filterKey(filter)).digest('base64url').slice(0, 16)}`;
}
