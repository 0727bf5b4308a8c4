import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** What the tools over sessions, state and health promise by themselves. */
export const SESSION_TOOL_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, Ids and arguments`, {
    'sessions.ids.session': 'A session_id that is no UUID is refused before it touches a path or a command line.',
    'sessions.ids.slug': 'A slug outside ^[A-Za-z0-9-]+$ is refused before it touches a path.',
    'sessions.arguments.options': 'What could be read as an option never reaches a command line.',
    'sessions.arguments.types': 'Unknown modes, options, states and fields are refused, naming the field.',
    'sessions.arguments.bounds': 'A prompt has at most 1 MiB; images are bounded in number, kind and size.',
  }),
  ...now(`${SESSIONS}, Reading`, {
    'sessions.projects': 'Projects are listed newest first with the path from the transcripts.',
    'sessions.list.paged': 'Sessions of a project or all are listed newest first, in pages.',
    'sessions.get': 'Messages are paged from the newest back with stable ids and typed parts, 256 KiB at most.',
    'sessions.get.include': 'Thinking, tool results, sub-agents and system notes are shown when asked for.',
    'sessions.memory': 'get_project_memory returns CLAUDE.md and the memory files, and says what was cut.',
    'sessions.labels': 'rename, archive and label are kept by codez, not written into transcripts.',
    'sessions.not-found': 'What does not exist is an error not_found that says how to find what does.',
  }),
  ...now(`${SESSIONS}, Waiting`, {
    'sessions.wait.turn': 'send_and_wait returns what became of this very turn, never of another one.',
    'sessions.wait.time-out': 'A time-out or a caller that gives up loses no turn; it can be waited for again.',
    'sessions.wait.progress': 'While send_and_wait waits it reports what happens as progress.',
    'sessions.wait.idle': 'wait_for_idle waits for any or all of the sessions and shows their last prompts.',
  }),
  ...now(`${SESSIONS}, Limits and modes`, {
    'sessions.roots': 'A cwd that is no folder, outside the roots or in the data directory is refused, links followed.',
    'sessions.modes.allowed-tools':
      'Only who may answer permissions lets tools run unasked, and a session none beyond its own.',
  }),
  ...now(`${SESSIONS}, Results`, {
    'sessions.results':
      'Each session tool answers clients what its output schema says, and each field it names is there.',
    'sessions.projects.paged': 'Projects come newest first in pages that a result can hold.',
    'sessions.permissions.hidden': 'What a request wants to do is shown only to who may answer it.',
    'sessions.permissions.bounded': 'Long inputs of permission requests are cut and say so.',
  }),
  ...now(`${SESSIONS}, State`, {
    'sessions.state.read': 'get_state returns markers, preferences, recent_cwds and a version.',
    'sessions.state.merge': 'update_state takes a merge patch (RFC 7396): null deletes.',
    'sessions.state.types': 'Types of the state are checked, and what is wrong is named by its place.',
    'sessions.state.unknown': 'A top-level name that the state does not have is refused, naming the known ones.',
    'sessions.state.bounds': 'The state has at most 256 KiB and 16 levels.',
    'sessions.state.version': 'The version goes up with each change; a stale if_version is a conflict.',
    'sessions.state.prototype': '__proto__, constructor and prototype are refused at any depth.',
    'sessions.state.durable': 'An acknowledged change of the state survives kill -9.',
    'sessions.state.recent-cwds': 'Folders that sessions were made in stand in recent_cwds, newest first.',
    'sessions.state.damaged': 'A damaged state file is left as it is, and only the state cannot be used.',
  }),
  ...now(`${SESSIONS}, Health`, {
    'sessions.health.summary': 'get_health tells ok, version, uptime and the state of sessions, hub, store and index.',
    'sessions.health.parts': 'get_health_details shows each part, whether it is well and what was seen.',
    'sessions.health.log': 'get_health_details shows what the self-healing loop did, after a restart too.',
    'sessions.health.disk': 'Less than 200 MiB of free disk is not well.',
    'sessions.health.temporary-files': 'Stale temporary files of the data directory are removed.',
    'sessions.health.run-directories':
      'What an ended process left in run/ is removed; a process that nobody took over is said.',
    'sessions.health.claude': 'The claude binary is shown with its version.',
  }),
];
