import { existsSync } from 'node:fs';
import type { FoundClaude } from '../../app/find-claude.ts';
import type { Settings } from '../../config/settings.ts';

/** The settings that say what sessions may be. */
type SessionRuleSettings = Pick<Settings, 'sessionRoots' | 'maxMode' | 'allowBypass' | 'maxSessions' | 'endSessions'>;

/** Returns what sessions may be, one `name: meaning` line each, as `serve` prints them at its start. */
export function renderSessionRules(settings: SessionRuleSettings, claude: FoundClaude): readonly string[] {
  const { sessionRoots, maxMode, allowBypass, maxSessions, endSessions } = settings;
  const isBypass = maxMode === 'bypassPermissions';
  const mode = isBypass && !allowBypass ? 'dontAsk (bypassPermissions needs --allow-bypass)' : maxMode;
  const rows: [string, string][] = [
    ['session roots', sessionRoots.length === 0 ? 'none: no session can be started' : sessionRoots.join(', ')],
    ['highest mode', isBypass && allowBypass ? `${mode}, for the owner alone` : mode],
    [
      'sessions',
      `${maxSessions} at a time, ${endSessions ? 'ended with the server' : 'left running for the next server'}`,
    ],
    ['claude program', 'path' in claude ? claude.path : 'none: no session can be started'],
  ];
  return rows.map(([name, meaning]) => `  ${`${name}:`.padEnd(17)}${meaning}`);
}

/** Returns what the person should hear about these settings. */
export function sessionWarnings(settings: SessionRuleSettings, claude: FoundClaude): readonly string[] {
  const { sessionRoots, maxMode, allowBypass } = settings;
  return [
    ...sessionRoots.filter((root) => !existsSync(root)).map((root) => `the session root ${root} does not exist`),
    ...(allowBypass && maxMode !== 'bypassPermissions'
      ? ['--allow-bypass changes nothing without --max-mode bypassPermissions']
      : []),
    ...('missing' in claude ? [claude.missing] : []),
  ];
}
