import type { Settings } from '../../config/settings.ts';
import { toRealPath } from './real-folder.ts';
import type { SessionLimits } from './session-limits.ts';

/** The settings that limit sessions. */
export type LimitSettings = Pick<
  Settings,
  'sessionRoots' | 'maxMode' | 'allowBypass' | 'maxSessions' | 'idleTimeoutSeconds'
>;

/** Returns the limits that settings mean; `forbidden` are absolute folders in which no session may work. */
export async function createSessionLimits(
  settings: LimitSettings,
  forbidden: readonly string[],
): Promise<SessionLimits> {
  const toReal = async (folders: readonly string[]): Promise<readonly string[]> =>
    Promise.all(folders.map(async (folder) => (await toRealPath(folder)).path));
  return {
    roots: await toReal(settings.sessionRoots),
    forbidden: await toReal(forbidden),
    maxMode: settings.maxMode,
    allowBypass: settings.allowBypass,
    maxSessions: settings.maxSessions,
    idleTimeoutMs: settings.idleTimeoutSeconds * 1000,
  };
}
