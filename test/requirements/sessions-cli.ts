import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** Where sessions may work, what they may do there, and how the command line shows them. */
export const SESSIONS_CLI: readonly Requirement[] = [
  ...now(`${SESSIONS}, Limits and modes`, {
    'sessions.roots.inside': 'A cwd below an allowed root is taken, made real.',
    'sessions.roots.outside': 'A cwd that leads out of the roots is refused, naming them and how to allow another.',
    'sessions.roots.forbidden': 'No session works in the data directory, whatever path leads there.',
    'sessions.trust.own':
      'codez trust DIR trusts a real folder and all that lies in it, never what lies above the home.',
    'sessions.trust.claude': 'What was trusted in Claude Code is trusted here.',
    'sessions.modes.order': 'Modes are ordered plan, default, acceptEdits, auto and dontAsk, bypassPermissions.',
    'sessions.modes.max': 'A mode above --max-mode is refused, never lowered.',
    'sessions.modes.bypass': 'bypassPermissions needs --allow-bypass and the owner.',
    'sessions.modes.child': 'A session started from inside another gets no more than that one has.',
  }),
  ...now('contract: cli, Settings', {
    'cli.settings.repeated': 'Options that take a list may be given several times.',
  }),
];
