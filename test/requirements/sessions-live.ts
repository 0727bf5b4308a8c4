import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';
const ACCESS = 'contract: access, Calls from inside a session';

/** Promises on live sessions that only the real Claude Code can prove. */
export const LIVE_SESSION_REQUIREMENTS: readonly Requirement[] = [
  ...now(
    `${SESSIONS}, Limits and modes`,
    {
      'sessions.trust.nothing-runs':
        'In an untrusted folder no hook, setting or server of the folder runs, at create, resume and fork.',
    },
    'real',
  ),
  ...now(
    `${SESSIONS}, Events`,
    {
      'sessions.events.live-once':
        'Over 100 lost connections, a killed server and a restarted one each event of live sessions comes once.',
    },
    'real',
  ),
  ...now(
    ACCESS,
    {
      'sessions.inside.no-self-approval':
        'An agent answers neither its own request nor one of a session it did not make.',
      'sessions.inside.child-answers': 'An agent answers for a session it has made, within its own permission mode.',
    },
    'real',
  ),
];
