import { now, type Requirement } from './requirement.ts';

/** What holds against hostile agents, folders and contents. */
export const SESSION_SAFETY_REQUIREMENTS: readonly Requirement[] = [
  ...now('contract: access, Calls from inside a session', {
    'access.inside.forged':
      'A local program inside of a session acts as that session whatever tool use or session its request names.',
  }),
  ...now('contract: tools-sessions, Limits and modes', {
    'sessions.roots.closed':
      'What lies in the data directory is denied to the tools of every session, also of one that works round it.',
    'sessions.roots.further-folders':
      'Further folders of a session are looked at before each start: one that leads elsewhere by then is refused.',
    'sessions.trust.hint': 'What to do for trust names every folder that is not trusted, fit to be copied to a shell.',
  }),
  ...now(
    'contract: tools-sessions, Limits and modes',
    {
      'sessions.trust.further-folders':
        'Nothing of an untrusted further folder runs, nor of the trusted folder it was added to.',
    },
    'real',
  ),
];
