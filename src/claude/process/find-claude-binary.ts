import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

export interface BinarySearch {
  /** The program the user named (`CODEZ_CLAUDE_BIN`); nothing else is looked for then. */
  readonly claudeBin?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

export type FoundBinary =
  | { readonly path: string }
  /** `missing` says both why there is none and what to do about it. */
  | { readonly missing: string; readonly reason: string; readonly hint: string };

const HINT = 'Install it with: npm install -g @anthropic-ai/claude-code, or name the program in CODEZ_CLAUDE_BIN.';

/** Returns where the `claude` program is. */
export async function findClaudeBinary(search: BinarySearch): Promise<FoundBinary> {
  const { claudeBin, platform } = search;
  if (claudeBin !== undefined && claudeBin !== '') {
    if (isAbsolute(claudeBin) && (await isProgram(claudeBin))) return { path: claudeBin };
    const problem = isAbsolute(claudeBin) ? 'is not a program that can be run' : 'is not an absolute path';
    return missing(`CODEZ_CLAUDE_BIN names ${claudeBin}, which ${problem}`);
  }
  const names = platform === 'win32' ? ['claude.exe'] : ['claude'];
  for (const folder of [...searchPath(search), ...usualPlaces(search)]) {
    for (const name of names) {
      const path = join(folder, name);
      if (await isProgram(path)) return { path };
    }
  }
  return missing('Claude Code is neither on the search path nor in one of the usual places');
}

function missing(reason: string): FoundBinary {
  return { missing: `${reason}. ${HINT}`, reason, hint: HINT };
}

/** Relative parts of the search path are left out: they would let the folder a server starts in choose the program. */
function searchPath({ environment, platform }: BinarySearch): string[] {
  const name = platform === 'win32' ? Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') : 'PATH';
  return (environment[name ?? 'PATH'] ?? '').split(delimiter).filter(isAbsolute);
}

/** A service often has no more than the system's search path: where installers put the program. */
function usualPlaces({ environment, platform }: BinarySearch): string[] {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const ofUser =
    home === undefined || !isAbsolute(home)
      ? []
      : ['.claude/local', '.local/bin', '.npm-global/bin', '.npm/bin', '.bun/bin', '.volta/bin', 'bin'];
  const npmPrefix = environment['NPM_CONFIG_PREFIX'] ?? environment['npm_config_prefix'];
  const places = ofUser.map((folder) => join(home as string, folder));
  if (npmPrefix !== undefined && isAbsolute(npmPrefix)) places.push(join(npmPrefix, 'bin'));
  if (platform === 'win32') return [...places, dirname(process.execPath)];
  // npm's global programs lie beside the node that installed them.
  return [...places, dirname(process.execPath), '/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/snap/bin'];
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
