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
    'sessions.process.end': 'Ending a session ends all it has started, blocked tools included, within 10 s.',
  }),
  ...now(`${SESSIONS}, Status`, {
    'sessions.process.registry': 'A session another process has open is known by its living pid of the right start.',
  }),
];
