import type { HomePaths } from '../../config/paths.ts';
import { randomIds } from '../../core/ids.ts';
import { silentLogger } from '../../core/logger.ts';
import { readJsonFile } from '../../storage/drivers/durable-json-file.ts';
import { replaceDurably } from '../../storage/durable-files.ts';
import { prepareHome } from '../../storage/prepare-home.ts';
import { toStorageError } from '../../storage/storage-errors.ts';

/** The content of `authkit.json`: what MCPAuthKit knows this server by. */
export interface Registration {
  readonly schema: 1;
  readonly issuer: string;
  readonly server_id: string;
  readonly resource_url: string;
  readonly name: string;
  /** ISO 8601 UTC: when codez wrote this down. */
  readonly saved_at: string;
}

/** Returns what was saved, undefined when nothing (readable) was: the list of the MCPAuthKit decides anyway. */
export async function readRegistration({ registration }: HomePaths): Promise<Registration | undefined> {
  const read = await readJsonFile(registration).catch(() => undefined);
  const value = (read?.value ?? {}) as Partial<Registration>;
  const texts = [value.issuer, value.server_id, value.resource_url];
  return value.schema === 1 && texts.every((each) => typeof each === 'string') ? (value as Registration) : undefined;
}

/** Saves it durably. @throws CodezError `unavailable` */
export async function writeRegistration(paths: HomePaths, registration: Registration): Promise<void> {
  await prepareHome(paths.home, silentLogger);
  try {
    await replaceDurably(paths.registration, `${JSON.stringify(registration, null, 2)}\n`, randomIds.hex(6));
  } catch (error) {
    throw toStorageError(error, 'Writing', paths.registration);
  }
}
