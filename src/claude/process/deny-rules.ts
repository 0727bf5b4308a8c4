/**
 * Returns the rules by which Claude Code's tools neither read nor change what lies in an absolute folder, also by way of
 * links and, as far as Claude Code understands them, of commands.
 */
export function toDenyRules(folder: string): string[] {
  const drive = /^([A-Za-z]):[\\/]/.exec(folder)?.[1];
  const path = drive === undefined ? escapePattern(folder) : `/${drive.toLowerCase()}${toSlashes(folder.slice(2))}`;
  return ['Read', 'Edit'].map((tool) => `${tool}(/${path}/**)`);
}

/** In a rule these characters stand for others. */
function escapePattern(path: string): string {
  return path.replace(/[[\]*?!\\]/g, '\\$&');
}

function toSlashes(path: string): string {
  return path.replaceAll('\\', '/').replace(/[[\]!]/g, '\\$&');
}
