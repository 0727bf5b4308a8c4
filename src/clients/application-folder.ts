import { join } from 'node:path';
import type { ClientSurroundings } from './target.ts';

/** Returns the folder below which desktop applications keep their settings for this person. */
export function applicationFolder({ env, homeDir, platform }: ClientSurroundings): string {
  if (platform === 'darwin') return join(homeDir, 'Library', 'Application Support');
  if (platform === 'win32') return env['APPDATA'] || join(homeDir, 'AppData', 'Roaming');
  return env['XDG_CONFIG_HOME'] || join(homeDir, '.config');
}
