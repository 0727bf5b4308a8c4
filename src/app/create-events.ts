import { join } from 'node:path';
import { readBootId } from '../core/boot-id.ts';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { EventLog } from '../sessions/events/event-log.ts';
import { openEventLog } from '../sessions/events/open-event-log.ts';
import type { Store } from '../storage/store.ts';

/** Opens the event log of the store's data directory. */
export async function createEvents(
  store: Store,
  { logger, clock, ids }: { logger: Logger; clock: Clock; ids: Ids },
): Promise<EventLog> {
  const { home, storeId } = store;
  return await openEventLog({ folder: join(home, 'events'), storeId, boot: readBootId(clock), logger, clock, ids });
}
