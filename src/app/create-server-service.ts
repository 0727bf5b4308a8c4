import { statfs } from 'node:fs/promises';
import type { Settings } from '../config/settings.ts';
import { toIso } from '../core/clock.ts';
import type { MemoryService } from '../memories/memory-service.ts';
import type { SessionService } from '../sessions/session-service.ts';
import type { Store } from '../storage/store.ts';
import type { Services } from '../tools/services.ts';

export interface ServerServiceOptions {
  readonly settings: Pick<Settings, 'loopback'>;
  /** Version of codez. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly store: Store;
  readonly memories: Pick<MemoryService, 'count'>;
  readonly sessions: Pick<SessionService, 'counts'>;
  /** Address of the running server, undefined before it listens and in a process that only makes calls. */
  readonly url: () => string | undefined;
}

/** Returns what this process tells of itself and its data directory. */
export function createServerService(options: ServerServiceOptions): Services['server'] {
  const { settings, version, startedAt, store, memories, sessions } = options;
  return {
    async status() {
      const url = options.url();
      const { state, problems } = store.health();
      const disk = await statfs(store.home);
      return {
        running: url !== undefined,
        version,
        pid: process.pid,
        ...(url === undefined ? {} : { url }),
        started_at: toIso(startedAt),
        home: store.home,
        loopback: settings.loopback,
        store: { state, problems: problems.map(({ at, file, message }) => ({ at: toIso(at), file, message })) },
        notes: memories.count(),
        sessions: sessions.counts(),
        disk: { free_bytes: disk.bavail * disk.bsize, total_bytes: disk.blocks * disk.bsize },
      };
    },
  };
}
