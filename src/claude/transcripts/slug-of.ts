const MAX_UNITS = 200;

/**
 * Returns the name of the folder in which Claude Code keeps the transcripts of a working folder (absolute, real).
 * It cannot be turned back into the path: every UTF-16 unit that is no ASCII letter or digit becomes `-`, and what
 * is longer than 200 units is cut there and followed by `-` and a hash of the whole path in base 36.
 */
export function slugOf(path: string): string {
  const plain = path.replace(/[^A-Za-z0-9]/g, '-');
  return plain.length <= MAX_UNITS ? plain : `${plain.slice(0, MAX_UNITS)}-${hashOf(path)}`;
}

function hashOf(text: string): string {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return Math.abs(hash).toString(36);
}
