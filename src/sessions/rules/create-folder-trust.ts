import { dirname, isAbsolute } from 'node:path';
import { CodezError } from '../../core/errors.ts';
import type { Document } from '../../storage/store.ts';
import type { FolderTrust } from './folder-trust.ts';
import { isInside } from './is-inside.ts';
import { assertFolder, toRealPath } from './real-folder.ts';

/** The folders trusted by `codez trust`: absolute and real. Kept in the document `trust`. */
export interface TrustList {
  readonly folders: readonly string[];
}

export const NOBODY_TRUSTED: TrustList = { folders: [] };

export interface FolderTrustOptions {
  readonly document: Document<TrustList>;
  /** What was trusted in Claude Code itself: the folder or a parent of it. */
  readonly claudeTrust: { isTrusted(folder: string): Promise<boolean> };
  /** The user's home directory; nothing above it can be trusted. */
  readonly userHome: string;
}

/** Combines codez' own list with that of Claude Code; both are asked for the real path. */
export function createFolderTrust({ document, claudeTrust, userHome }: FolderTrustOptions): FolderTrust {
  const isOurs = (folder: string): boolean => document.read().folders.some((trusted) => isInside(folder, trusted));
  const isTrusted = async (folder: string): Promise<boolean> => {
    const real = await toRealPath(folder);
    if (real.trouble !== undefined) return false;
    return isOurs(real.path) || (await claudeTrust.isTrusted(real.path));
  };
  return {
    isTrusted,
    async trust(folder) {
      const real = await toRealPath(folder);
      await assertFolder(real);
      await refuseTooMuch(real.path, userHome);
      const before = await isTrusted(real.path);
      if (!isOurs(real.path)) {
        await document.update(({ folders }) => ({
          // A folder that is trusted now stands for those in it.
          folders: [...folders.filter((each) => !isInside(each, real.path)), real.path].sort(),
        }));
      }
      return { folder: real.path, changed: !before };
    },
  };
}

/** Checks what was read from `trust.json`. @throws CodezError `unavailable` */
export function parseTrustList(value: unknown): TrustList {
  const folders = (value as Partial<TrustList> | null)?.folders;
  if (Array.isArray(folders) && folders.every((folder) => typeof folder === 'string')) return { folders };
  throw new CodezError(
    'unavailable',
    'trust.json in the data directory is no list of folders: {"folders": ["/path"]}',
    'Mend or remove the file; removing it trusts none but those trusted in Claude Code.',
  );
}

async function refuseTooMuch(folder: string, userHome: string): Promise<void> {
  const home = isAbsolute(userHome) ? (await toRealPath(userHome)).path : undefined;
  const isAboveHome = home !== undefined && folder !== home && isInside(home, folder);
  if (folder !== dirname(folder) && !isAboveHome) return;
  throw new CodezError(
    'forbidden',
    `${folder} holds the home directory and folders of others: trusting it would trust whatever anybody puts there`,
    'Trust the folder that holds your own projects.',
  );
}
