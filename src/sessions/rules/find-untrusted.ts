import type { FolderTrust } from './folder-trust.ts';

/** Returns those of a session's folders that are not trusted. */
export async function findUntrusted(trust: FolderTrust, folders: readonly string[]): Promise<readonly string[]> {
  const trusted = await Promise.all(folders.map((folder) => trust.isTrusted(folder)));
  return folders.filter((_, at) => trusted[at] === false);
}

/** Says how to have the settings, hooks and MCP servers of these folders run. */
export function trustHint(folders: readonly string[]): string {
  const commands = folders.map((folder) => `codez trust ${shellWord(folder)}`).join('; ');
  return `The folder's own settings, hooks and MCP servers do not run here; if you trust it: ${commands}`;
}

/** A folder's name may hold what a shell would run: the command is there to be copied. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
