import { mkdir } from 'node:fs/promises';
import type { HomePaths } from '../../config/paths.ts';
import { CodezError } from '../../core/errors.ts';
import { randomIds } from '../../core/ids.ts';
import { silentLogger } from '../../core/logger.ts';
import { DamagedJsonError, readJsonFile } from '../../storage/drivers/durable-json-file.ts';
import { replaceDurably } from '../../storage/durable-files.ts';
import { lockFolder } from '../../storage/own-home.ts';
import { prepareHome } from '../../storage/prepare-home.ts';
import { toStorageError } from '../../storage/storage-errors.ts';
import { DIRECTORY_MODE } from '../../storage/store-schema.ts';
import { type KeptLogins, NO_LOGINS, parseKeptLogins } from './kept-logins.ts';

/** How long one waits for another process that renews a token. */
const LOCK_WAIT_MS = 20_000;

/** Tokens of logins, in `tokens.json` of the data directory; beside whatever process owns the store. */
export interface LoginStore {
  /** @throws CodezError `unavailable` when the file cannot be read, or is damaged */
  read(): Promise<KeptLogins>;
  /** Runs `change` on the newest content while no other process changes it; what it returns is on disk afterwards. */
  update<Result>(
    change: (current: KeptLogins) => Promise<{ readonly next: KeptLogins; readonly result: Result }>,
  ): Promise<Result>;
}

export function createLoginStore(paths: Pick<HomePaths, 'home' | 'tokens' | 'tokensLock'>): LoginStore {
  const read = async (): Promise<KeptLogins> => {
    const kept = await readJsonFile(paths.tokens).catch((error: unknown) => {
      if (error instanceof DamagedJsonError) throw damaged(paths.tokens, error.message);
      throw toStorageError(error, 'Reading', paths.tokens);
    });
    if (kept === undefined) return NO_LOGINS;
    const logins = parseKeptLogins(kept.value);
    if (logins === undefined) throw damaged(paths.tokens, 'it holds something else');
    return logins;
  };
  return {
    read,
    async update(change) {
      await prepareHome(paths.home, silentLogger);
      await mkdir(paths.tokensLock, { recursive: true, mode: DIRECTORY_MODE });
      const lock = await lockFolder(paths.tokensLock, LOCK_WAIT_MS);
      try {
        const current = await read();
        const { next, result } = await change(current);
        if (next !== current) await write(paths.tokens, next);
        return result;
      } finally {
        await lock.release();
      }
    },
  };
}

async function write(path: string, logins: KeptLogins): Promise<void> {
  try {
    await replaceDurably(path, `${JSON.stringify(logins, null, 2)}\n`, randomIds.hex(6));
  } catch (error) {
    throw toStorageError(error, 'Writing', path);
  }
}

function damaged(path: string, why: string): CodezError {
  return new CodezError('unavailable', `${path} is damaged (${why})`, 'Remove it, and sign in again: codez login.');
}
