import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/core/clock.ts';
import { randomIds } from '../../../src/core/ids.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import type { NewEvent } from '../../../src/sessions/events/event.ts';
import { openEventLog } from '../../../src/sessions/events/open-event-log.ts';
import { median } from '../row.ts';
import { toBenchEvent } from './bench-event.ts';

const EVENTS = 10_000;
const AT_ONCE = 10;
const ROUNDS = 5;

/** Appends events, some in each tick, against a loop that renders and writes the same and does nothing else. */
export async function measureAppends(home: string): Promise<{ ratio: number; details: string }> {
  const folder = join(home, 'appended', 'events');
  await mkdir(join(home, 'appended'));
  const log = await openEventLog({
    folder,
    storeId: 'bench',
    boot: 'bench',
    logger: silentLogger,
    clock: systemClock,
    ids: randomIds,
  });
  const handle = await open(join(home, 'bare.jsonl'), 'w');
  const events = Array.from({ length: AT_ONCE }, () => toBenchEvent() as NewEvent);
  let position = 0;
  const bare = async (): Promise<number> => {
    const start = performance.now();
    for (let at = 0; at < EVENTS; at += AT_ONCE) {
      const bytes = Buffer.from(
        events.map((event) => `${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`).join(''),
      );
      await handle.write(bytes, 0, bytes.length, position);
      position += bytes.length;
    }
    return EVENTS / ((performance.now() - start) / 1000);
  };
  const appended = async (): Promise<number> => {
    const start = performance.now();
    let seen = 0;
    await new Promise<void>((resolve) => {
      const next = (): void => {
        if (seen >= EVENTS) {
          stop();
          resolve();
        } else log.append(events);
      };
      const stop = log.subscribe((batch) => {
        seen += batch.length;
        next();
      });
      next();
    });
    return EVENTS / ((performance.now() - start) / 1000);
  };
  await bare();
  await appended();
  const ratios: number[] = [];
  let rates = '';
  for (let round = 0; round < ROUNDS; round++) {
    const [limit, reached] = [await bare(), await appended()];
    ratios.push(reached / limit);
    rates = `${Math.round(reached)} to ${Math.round(limit)} events/s`;
  }
  await log.close();
  await handle.close();
  return { ratio: median(ratios), details: `${rates}, ${AT_ONCE} in each write` };
}
