import { statSync } from 'node:fs';
import { CODEZ_BIN } from './codez-process.ts';

/** The conventional user and group without rights. */
export const NOBODY = 65534;

/** Why processes of another user cannot be started here; false when they can. */
export const NO_OTHER_USER: string | false =
  process.getuid?.() === 0 ? false : 'only root can start processes of another user';

/** Whether the project lies where other users can read and run it. */
export function canBeRunByOthers(): boolean {
  const parts = CODEZ_BIN.split('/').slice(1, -1);
  const folders = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
  return folders.every((folder) => (statSync(folder).mode & 0o005) === 0o005);
}
