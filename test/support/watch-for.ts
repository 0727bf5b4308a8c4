import { existsSync, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Resolves to the content of a file when it is there; whoever makes it must move it into place whole. */
export async function watchFor(path: string): Promise<string> {
  const watcher = watch(dirname(path));
  try {
    while (!existsSync(path)) await new Promise((resolve) => watcher.once('change', resolve));
    return readFileSync(path, 'utf8');
  } finally {
    watcher.close();
  }
}
