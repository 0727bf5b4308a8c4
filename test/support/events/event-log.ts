import { join } from 'node:path';
import { systemClock } from '../../../src/core/clock.ts';
import { randomIds } from '../../../src/core/ids.ts';
import { createLogger } from '../../../src/core/logger.ts';
import type { NewEvent } from '../../../src/sessions/events/event.ts';
import type { EventLog, EventPage } from '../../../src/sessions/events/event-log.ts';
import { type EventLogOptions, openEventLog } from '../../../src/sessions/events/open-event-log.ts';

/** Opens the event log of the data directory `home`. */
export function openTestLog(
  home: string,
  options: Partial<EventLogOptions> = {},
  lines: string[] = [],
): Promise<EventLog> {
  const clock = options.clock ?? systemClock;
  return openEventLog({
    folder: join(home, 'events'),
    storeId: '5f0e1a2b-0000-4000-8000-000000000000',
    boot: 'this one',
    logger: createLogger({ write: (line) => lines.push(line), level: 'info', clock, format: 'text' }),
    clock,
    ids: randomIds,
    ...options,
  });
}

/** An event that tells its number. */
export function numbered(number: number, session = 'a', text = ''): NewEvent {
  return { type: 'message.delta', session_id: session, message_id: String(number), kind: 'text', text };
}

/** Returns the numbers of the events on a page. */
export function numbersOf({ events }: Pick<EventPage, 'events'>): number[] {
  return events.map(({ event }) => Number((event as { message_id?: string }).message_id));
}

/** Resolves when all that was appended so far can be read. */
export async function settled(log: EventLog): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = log.subscribe((events) => {
      if (!events.some(({ event }) => event.type === 'machine.online')) return;
      stop();
      resolve();
    });
    log.append([{ type: 'machine.online', machine: 'settled' }]);
  });
}

/** Reads everything behind `after`, page by page. */
export async function readAll(log: EventLog, after: string, filter = {}, limit = 7): Promise<EventPage> {
  const events: EventPage['events'][number][] = [];
  let cursor = after;
  let gap = false;
  for (;;) {
    const page = await log.read({ after: cursor, filter, limit });
    events.push(...page.events);
    gap ||= page.gap;
    if (page.events.length === 0 && page.cursor === cursor) return { events, cursor, gap };
    cursor = page.cursor;
  }
}
