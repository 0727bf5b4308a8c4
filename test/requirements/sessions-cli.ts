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
  ...now('contract: cli, Commands', {
    'cli.serve.session-rules': 'serve prints session roots, highest mode and the claude program on stderr.',
    'cli.serve.sessions': 'A stopped server leaves live Claude sessions to the next one; --end-sessions ends them.',
    'cli.serve.waits': 'A stopping server ends calls that only wait.',
    'cli.sessions.list': 'sessions list is a readable table with filters; an empty one says what to do.',
    'cli.sessions.show': 'sessions show prints a conversation, page by page.',
    'cli.sessions.prompt': 'sessions prompt sends, or starts a session, shows the turn and ends with a telling code.',
    'cli.sessions.prefix': 'The beginning of a session id is enough; one that begins several is refused, naming them.',
    'cli.sessions.permit': 'sessions permit lists open requests and answers one.',
    'cli.sessions.abort': 'sessions abort stops the running turn.',
    'cli.sessions.end': 'sessions end ends the process of a session, and its next prompt resumes it.',
    'cli.sessions.no-server': 'What needs a server says so without one, and how to start it.',
    'cli.sessions.hostile': 'Text of sessions cannot drive the terminal.',
    'cli.sessions.watch': 'sessions watch renders a session, or all, in the terminal, in a pipe, and as JSON.',
    'cli.sessions.watch.live': 'Text, tools, sub-agents, permissions, errors and cost appear as they happen.',
    'cli.sessions.watch.permissions': 'Permissions are answered with y or n right there, never without a typed line.',
    'cli.sessions.watch.ctrl-c': 'Ctrl-C ends the watching, never the session.',
    'cli.sessions.watch.restart': 'A restart of the server is waited for; nothing is missed.',
    'cli.trust': 'trust marks a folder whose settings, hooks and servers may run.',
  }),
  ...now('contract: cli, Settings', {
    'cli.settings.repeated': 'Options that take a list may be given several times.',
  }),
];
