import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** What is read from Claude Code's output and transcripts. */
export const SESSION_ACTIVITY_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, Extensions`, {
    'sessions.errors.codes': 'A failed turn is told as one of rate_limited, usage_limit, overloaded, auth, … other.',
    'sessions.errors.retry-at': 'A failed turn says when its limit ends where Claude Code told it.',
  }),
];
