import { now, type Requirement } from './requirement.ts';

/** What holds against hostile agents, folders and contents. */
export const SESSION_SAFETY_REQUIREMENTS: readonly Requirement[] = [
  ...now('contract: access, Loopback trust', {
    'access.loopback.many': 'Thousands of connections at once are judged by few looks at the tables of the system.',
  }),
  ...now('contract: access, Calls from inside a session', {
    'access.inside.gone': 'A program that sends an answer and is gone before it can be looked at is refused.',
    'access.inside.made-up': 'Who names a made-up session for what it starts is still inside of its own.',
    'access.inside.forged':
      'A local program inside of a session acts as that session whatever tool use or session its request names.',
    'sessions.inside.limits': 'A session makes none that may use tools it may not use, or spend more than it.',
    'sessions.inside.reach':
      'A session prompts none that does unasked what it would have to ask for, but those it has made.',
    'sessions.inside.drive': 'Nor does it abort or end one that may do more: those equal to it and its own it does.',
    'sessions.inside.queue': 'Sessions that wait for a place count among the three a session may have.',
  }),
  ...now('contract: tools-sessions, Events', {
    'sessions.hooks.bounded':
      'Open dialogs of terminals are kept up to 64 MiB of input; more are left to their terminals.',
    'sessions.contents.deep':
      'A tool input nested thousands of levels deep keeps no session from being read, told and answered.',
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
