import { randomIds } from '../../src/core/ids.ts';
import { createLogger, type Logger } from '../../src/core/logger.ts';
import { createMaintenance } from '../../src/storage/create-maintenance.ts';
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

/** Opens the store, hands it over, and closes it whatever happens. */
export async function withStore<R>(
  home: string,
  use: (store: JsonStore) => Promise<R>,
  options: Partial<OpenStoreOptions> = {},
  lines: string[] = [],
): Promise<R> {
  const store = await openTestStore(home, options, lines);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Merges the journals of every collection. */
export async function compactStore(store: JsonStore): Promise<void> {
  await createMaintenance(store).compact(new AbortController().signal);
}
