import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/codez-process.ts';

/** Installs the clients of this folder, unless what is installed is as new as their lock file. */
const folder = join(PROJECT_ROOT, 'test', 'real');

if (installedAt() < modifiedAt(join(folder, 'package-lock.json'))) {
  // Install scripts only fetch or link binaries that the platform packages bring anyway.
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const command: [string, string[]] = npm === undefined ? ['npm', args] : [process.execPath, [npm, ...args]];
  const { status, error } = spawnSync(...command, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci in test/real ended with ${status}`, { cause: error });
}

/** npm writes this file last. */
function installedAt(): number {
  try {
    return modifiedAt(join(folder, 'node_modules', '.package-lock.json'));
  } catch {
    return 0;
  }
}

function modifiedAt(path: string): number {
  return statSync(path).mtimeMs;
}
