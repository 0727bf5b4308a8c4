import { randomIds } from '../../src/core/ids.ts';
import { createLogger, type Logger } from '../../src/core/logger.ts';
import type { JsonStore } from '../../src/storage/json-store.ts';
import { type OpenStoreOptions, openStore } from '../../src/storage/open-store.ts';

/** Opens the store of `home` with defaults that suit a test; log lines go to `lines`. */
export function openTestStore(
  home: string,
  options: Partial<OpenStoreOptions> = {},
  lines: string[] = [],
): Promise<JsonStore> {
  return openStore({
    home,
    logger: collectLogger(lines),
    clock: Date.now,
    ids: randomIds,
    waitMs: 0,
    ...options,
  });
}

/** Returns a logger that keeps its lines. */
export function collectLogger(lines: string[]): Logger {
  return createLogger({ write: (line) => lines.push(line), level: 'debug', clock: Date.now, format: 'text' });
}
