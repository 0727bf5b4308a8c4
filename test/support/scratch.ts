import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = new Set<string>();

/** Returns a new empty folder (0700) that is removed when the test process ends. */
export function scratchFolder(name = 'codez-test-'): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  if (made.size === 0) process.once('exit', removeAll);
  made.add(folder);
  return folder;
}

function removeAll(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
