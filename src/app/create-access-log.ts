import type { AccessLog } from '../audit/access-log.ts';
import { openAccessLog } from '../audit/open-access-log.ts';
import type { HomePaths } from '../config/paths.ts';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { WatchedPart } from '../sessions/health/watched-part.ts';

export interface CreateAccessLogOptions {
  readonly paths: HomePaths;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

/** Opens the access log of the data directory; what is wrong with its disk is said, and stops nothing. */
export function createAccessLog({ paths, clock, ids, logger }: CreateAccessLogOptions): Promise<AccessLog> {
  return openAccessLog({ folder: paths.accessLog, clock, monotonic: () => performance.now(), ids, logger });
}

/** The access log, for health: not well while rows cannot be written. */
export function accessLogPart(log: Pick<AccessLog, 'status'>): WatchedPart {
  return {
    name: 'access_log',
    look() {
      const { problem, lostRows, failedWrites, waitingBytes, files, bytes } = log.status();
      const details = { files, bytes, waiting_bytes: waitingBytes, lost_rows: lostRows, failed_writes: failedWrites };
      return { ok: problem === undefined, details: { ...details, ...(problem === undefined ? {} : { problem }) } };
    },
  };
}
