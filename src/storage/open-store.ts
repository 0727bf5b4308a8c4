import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { OwnerLockDriver } from './drivers/owner-lock.ts';
import { HealthBoard } from './health-board.ts';
import { JsonStore } from './json-store.ts';
import { ownHome } from './own-home.ts';
import { prepareHome } from './prepare-home.ts';
import { listQuarantine } from './quarantine.ts';
import { openMeta } from './store-meta.ts';

export interface OpenStoreOptions {
  /** Data directory, absolute; made when it does not exist. */
  readonly home: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How long to wait for another owner to give the directory up; 0 does not wait. */
  readonly waitMs: number;
  /** Journals of this size are merged into a snapshot, once they are larger than the last one. Default 8 MiB. */
  readonly compactAfterBytes?: number;
  readonly lockDrivers?: readonly OwnerLockDriver[];
}

const COMPACT_AFTER_BYTES = 8 * 1024 * 1024;

/**
 * Opens the data directory and owns it until `close`.
 * @throws CodezError `busy` when another process owns it; `unavailable` when it cannot be made or written, or a
 *   newer version wrote it; `forbidden` for a symbolic link at one of our names.
 */
export async function openStore(options: OpenStoreOptions): Promise<JsonStore> {
  const { home, logger, clock, ids } = options;
  await prepareHome(home, logger);
  const lock = await ownHome(home, options.waitMs, clock, options.lockDrivers);
  try {
    const health = new HealthBoard(logger, clock);
    const meta = await openMeta({ home, path: join(home, 'meta.json'), ids, health }, clock);
    for (const file of await listQuarantine(home)) {
      health.report(file, 'a damaged file was set aside; remove it when it has been dealt with');
    }
    return new JsonStore({
      home,
      storeId: meta.store_id,
      logger,
      clock,
      ids,
      health,
      lock,
      compactAfterBytes: options.compactAfterBytes ?? COMPACT_AFTER_BYTES,
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}
