import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** What becomes of sessions, prompts and permissions. */
export const SESSION_ENGINE_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, The 17 tools`, {
    'sessions.create.start': 'create_session starts a session that takes prompts and is listed with title and maker.',
    'sessions.create.folder': 'cwd decides where a session works; a slug alone is the folder of its newest session.',
    'sessions.prompt.folder': 'A resumed process starts in the cwd of send_prompt, by default that of the session.',
    'sessions.create.again': 'The same session_id again returns the session there is, also when both come at once.',
    'sessions.create.first-prompt': 'A create that is sent again runs its first prompt once.',
    'sessions.create.clean': 'A session that does not start leaves nothing.',
    'sessions.create.limits': 'Folders outside the roots, modes above the highest and unknown sessions are refused.',
    'sessions.prompt.turns': 'Prompts during a turn run afterwards, in order, each once.',
    'sessions.prompt.resume': 'A prompt to a session without a process resumes it under its id, in one process.',
    'sessions.abort.turn': 'abort_session stops the running turn only and withdraws what it asked for.',
    'sessions.dispose.turn': 'dispose_session ends process and prompts and keeps the transcript.',
    'sessions.fork.both': 'A fork holds what the source had then, is listed at once, and both go on.',
    'sessions.fork.message': 'A fork at a message ends with that message, whole.',
    'sessions.fork.mirrored': 'A session of another process is forked without touching it.',
    'sessions.permission.allow':
      'A permission is asked for, listed, allowed with another input, and told with who did.',
    'sessions.permission.first': 'The first answer to a permission wins; a second is a conflict, after a crash too.',
    'sessions.permission.unknown': 'An unknown request, or one of another session, is not found.',
    'sessions.permission.question': 'Questions are listed and answered like permissions; a denial tells why.',
  }),
  ...now(`${SESSIONS}, Extensions`, {
    'sessions.last-error': 'A turn that fails says why; the session tells it until a turn goes well.',
    'sessions.get-prompt.kept': 'What became of a prompt is known for 7 days, and no longer.',
    'sessions.inside.answer': 'A call from inside a session answers for sessions it has made, never for itself.',
    'sessions.inside.children':
      'A session makes at most 3 sessions that are alive, one level deep, none in a higher mode.',
    'sessions.start-cursor': 'Without a cursor a caller begins at its own latest start of the last 10 minutes.',
  }),
  ...now(`${SESSIONS}, Limits and modes`, {
    'sessions.max.place': 'The longest idle session gives up its place and resumes with its next prompt.',
    'sessions.max.busy': 'When all are busy a prompt is refused naming them, or waits in line and then runs.',
    'sessions.max.durable': 'A prompt that waits in line is not lost with the server.',
    'sessions.max.waiting': 'At most 100 sessions wait for a place; who comes then is told so.',
    'sessions.max.background': 'A session whose sub-agents go on in the background is not closed as idle.',
    'sessions.max.idle': 'A session that is idle for long is closed, and resumes.',
  }),
  ...now(`${SESSIONS}, Status`, {
    'sessions.status.ended': 'A session that another process has open is mirrored until that process ends.',
    'sessions.status.offline': 'Without a server sessions are read, and what needs one says so.',
  }),
  ...now(`${SESSIONS}, The live session`, {
    'sessions.outlive.turn': 'A turn and what waits for it go on when the server is killed; every event is told once.',
    'sessions.outlive.once': 'Whenever the server is killed, each accepted prompt runs once and its end is told once.',
    'sessions.outlive.permission': 'A permission that is open when the server is killed is answered through the next.',
    'sessions.outlive.end': 'Ending all sessions leaves no process.',
    'sessions.dead.turn': 'A process that dies ends its prompt with its exit; queued prompts go on in another.',
    'sessions.dead.each': 'Whenever its process is killed, each accepted prompt of a session ends once.',
    'sessions.dead.loop': 'A session whose process always dies does not start again and again.',
    'sessions.dead.idle': 'A session killed while it was idle says so and resumes.',
    'sessions.dead.meanwhile': 'A session that dies while no server runs is told by the next one.',
  }),
  ...now(`${SESSIONS}, Mirrored sessions`, {
    'sessions.mirror-refused.process': 'A prompt to a mirrored session is refused, naming the process and what to do.',
  }),
  ...now(
    `${SESSIONS}, The live session`,
    {
      'sessions.real.two': 'Two real sessions at once answer each their own prompts.',
      'sessions.real.turns': 'With the real Claude Code each queued prompt is a turn of its own.',
      'sessions.real.abort': 'The real Claude Code ends an aborted turn; the next prompt is taken.',
      'sessions.real.background':
        'A permission asked by a sub-agent outlives the turn; its session is closed as idle only after it ends.',
      'sessions.real.dispose': 'Disposing in a real turn ends the process and its tools.',
      'sessions.real.permission': 'Real permissions are allowed, changed, denied, allowed for good, and withdrawn.',
      'sessions.real.question': 'Real questions and plans are answered.',
      'sessions.real.fork': 'Both branches of a real fork go on.',
      'sessions.real.server-killed': 'The next server goes on with real turns and open permissions.',
      'sessions.real.claude-killed': 'A killed claude is told and resumed.',
      'sessions.real.restart': 'codez restart ends no turn, no open permission and no MCP session.',
      'sessions.real.mirror': 'A Claude Code outside of codez is a mirror while it runs: prompts to it are refused.',
    },
    'real',
  ),
];
