import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** What is read from Claude Code's output and transcripts. */
export const SESSION_ACTIVITY_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, Extensions`, {
    'sessions.errors.codes': 'A failed turn is told as one of rate_limited, usage_limit, overloaded, auth, … other.',
    'sessions.errors.retry-at': 'A failed turn says when its limit ends where Claude Code told it.',
  }),
  ...now(`${SESSIONS}, Status`, {
    'sessions.status.mirror':
      'A session that another process writes is a mirror, running or idle as its transcript tells.',
  }),
  ...now(`${SESSIONS}, Events`, {
    'sessions.mirror.prompts': 'Each prompt of a mirrored session ends in prompt.finished with what became of it.',
    'sessions.mirror.events':
      'What another process does in a session is told from its first prompt to its idle end, as if it ran here.',
    'sessions.mirror.once':
      'What is appended to a transcript in pieces, quickly, or across an atomic replace is told once, in order.',
    'sessions.mirror.new-folders': 'Projects and configuration folders that appear while the server runs are found.',
    'sessions.mirror.own':
      'What a process of codez has written to its transcript is told once; what a terminal adds to it later, too.',
    'sessions.mirror.restart': 'What is written to transcripts across kill -9 of the server is told once.',
  }),
  ...now(
    `${SESSIONS}, Events`,
    {
      'sessions.mirror.claude':
        'What Claude Code itself does outside of codez is told as events, a resumed session too.',
    },
    'real',
  ),
];
