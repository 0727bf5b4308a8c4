import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './codez-process.ts';
import { scratchFolder } from './scratch.ts';

/** Puts this codez into a folder of its own under another version number and returns its binary. */
export function installAsVersion(version: string): string {
  const folder = scratchFolder();
  for (const part of ['bin', 'dist/src']) cpSync(join(PROJECT_ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'codez', version, type: 'module' }));
  return join(folder, 'bin', 'codez.js');
}
