import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** Processes of live sessions: how they are started, outlive the server, and end. */
export const SESSION_PROCESS_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, The live session`, {
    'sessions.process.arguments': 'Arguments are an array, never a shell; no id or value is ever read as an option.',
    'sessions.process.environment': 'The environment is inherited without CODEZ_*, AUTHKIT_* and keys of hosts.',
    'sessions.process.binary': 'CODEZ_CLAUDE_BIN, else PATH and the usual places; missing: how to install it.',
    'sessions.process.start': 'A session runs in a directory of its own that only its owner may read, and leaves none.',
    'sessions.process.failed-start':
      'A program that exits, hangs or prints garbage gives a clear error, and leaves nothing.',
    'sessions.process.output': 'Each line of output is handed on once, in order and whole, however it was written.',
    'sessions.process.cut': 'Output is cut when idle, and no place in it ever repeats, even when the server is killed.',
    'sessions.process.exit': 'All output of a process that has ended is handed on, then its exit with the last lines.',
    'sessions.process.adopt': 'A session whose server was killed in a turn is adopted, answered, and the turn goes on.',
    'sessions.process.orphan': 'A server killed while it starts a session leaves no process that nobody knows.',
    'sessions.process.odd-run':
      'A run that cannot be gone on with is ended; links and what is not ours are left alone.',
    'sessions.process.identity': 'A process that only has the number of a session is never taken for it nor ended.',
    'sessions.process.pipe': 'Where there is no FIFO a session runs through a pipe and ends with the server.',
    'sessions.process.end': 'Ending a session ends all it has started, blocked tools included, within 10 s.',
  }),
  ...now(
    `${SESSIONS}, The live session`,
    {
      'sessions.process.real-adopt': 'With Claude Code: a turn survives kill -9 of its server with a permission open.',
      'sessions.process.real-kill': 'With Claude Code: a session killed in a turn leaves no tool and is resumed.',
      'sessions.process.real-end': 'With Claude Code: blocked and hidden tools end with their session within 10 s.',
      'sessions.process.real-fork': 'With Claude Code: a fork ends at its message; the source stays as it was.',
      'sessions.process.real-arguments': 'With Claude Code: values that look like options arrive as values.',
      'sessions.process.untrusted': 'With Claude Code: in an untrusted folder no hook, setting or server of it runs.',
    },
    'real',
  ),
  ...now(
    'design: what driving a session costs',
    {
      'bench.session.start': 'Starting a session costs at most 30 ms beyond starting its program.',
      'bench.session.create': 'create_session costs at most 30 ms beyond starting its program.',
      'bench.session.record': 'A record reaches its listener within 5 ms.',
    },
    'bench',
  ),
  ...now(`${SESSIONS}, Status`, {
    'sessions.process.registry': 'A session another process has open is known by its living pid of the right start.',
  }),
];
