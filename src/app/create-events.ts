import { join } from 'node:path';
import { readBootId } from '../core/boot-id.ts';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { EventLog } from '../sessions/events/event-log.ts';
import { openEventLog } from '../sessions/events/open-event-log.ts';
import { createPollPositions, type PollPositions, type StoredPositions } from '../sessions/events/poll-positions.ts';
import type { Collection } from '../storage/collection.ts';
import type { Store } from '../storage/store.ts';
import { createEventFeed, type EventFeed } from '../tools/events/event-feed.ts';
import type { RegistryOptions } from '../tools/registry.ts';

/** The event log of a data directory, and what works on it. */
export interface Events {
  readonly log: EventLog;
  readonly feed: EventFeed;
  readonly positions: PollPositions;
  /** Tell the log of the registry's calls. */
  readonly callStarted: NonNullable<RegistryOptions['observeStart']>;
  readonly callFinished: NonNullable<RegistryOptions['observe']>;
}

/** Opens the event log of the store's data directory. */
export async function createEvents(
  store: Store,
  { logger, clock, ids }: { logger: Logger; clock: Clock; ids: Ids },
): Promise<Events> {
  const { home, storeId } = store;
  const boot = readBootId(clock);
  const log = await openEventLog({ folder: join(home, 'events'), storeId, boot, logger, clock, ids });
  const open = (): Promise<Collection<StoredPositions>> => store.collection<StoredPositions>('poll-positions');
  return {
    log,
    feed: createEventFeed(log),
    positions: createPollPositions({ open, clock }),
    callStarted(call) {
      if (!call.isQuiet) log.appendCall(call);
    },
    callFinished(call) {
      if (!call.isQuiet) log.appendCall(call);
    },
  };
}
