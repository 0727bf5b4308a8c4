import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** What is read from the files Claude Code writes. */
export const SESSION_TRANSCRIPT_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, Projects`, {
    'sessions.projects.path': "A project's path comes from its transcripts, never from decoding the slug.",
    'sessions.projects.git': 'Repository and worktree are found without git; the URL of origin shows no credentials.',
  }),
  ...now(`${SESSIONS}, Messages`, {
    'sessions.messages.paged':
      'Pages from the newest back show each message once and whole, while the transcript grows.',
    'sessions.messages.cursor': 'A cursor of another session is refused.',
    'sessions.messages.bounded': 'A page keeps below its size; a giant message is cut and says so.',
    'sessions.messages.state': 'The state of a tool call is right over the border of a page.',
    'sessions.messages.branches': 'What a person has gone back from is left out.',
    'sessions.messages.system': 'What Claude Code writes in a person’s name is shown when it is asked for, as system.',
    'sessions.messages.subagents': 'Messages of sub-agents stand between those of the session by time.',
  }),
  ...now(`${SESSIONS}, Transcripts`, {
    'sessions.transcripts.summary': 'Title, folder, times, model, branch and count come from the transcript.',
    'sessions.transcripts.odd': 'Torn, broken, unknown, empty and giant lines are passed over, never an error.',
    'sessions.transcripts.links': 'Symbolic links below projects are not followed.',
    'sessions.transcripts.trust': 'A folder is trusted when it or a parent was trusted in Claude Code.',
  }),
  ...now(`${SESSIONS}, Memory`, {
    'sessions.memory.scopes': 'Memory of the project, the person and the sessions is shown, each with its scope.',
    'sessions.memory.bounded': 'Memory is cut where it is long, marked so, and altogether below 200 KiB.',
    'sessions.memory.links': 'Links, pipes and folders in the place of memory files are passed over.',
    'sessions.memory.unknown': 'An unknown project is not found, and the error names list_projects.',
  }),
  ...now(
    `${SESSIONS}, Transcripts`,
    { 'sessions.transcripts.real': 'What Claude Code writes is read back as it was; slugs are its own.' },
    'real',
  ),
  ...now(
    `${SESSIONS}, Transcripts`,
    { 'bench.transcripts': '500 sessions are listed within 150 ms, 50 messages of 13 MB within 50 ms and 20 MB.' },
    'bench',
  ),
];
