import { now, type Requirement } from './requirement.ts';

/** What began with a right and goes on when the right is gone. */
export const HELD_REQUIREMENTS: readonly Requirement[] = [
  ...now('design: Decisions, HTTP server', {
    'access.connections.limit':
      'Connections leave the files that store, logs and the Unix socket need; when there are too many, idle ones are closed.',
  }),
  ...now('contract: access, Host API keys', {
    'access.held.stream':
      'A stream ends within 15 s, and before it is told more, when its key, a scope or a space it was opened with is taken back.',
    'access.held.answer': 'An answer that was waited for is withheld when its key was taken back meanwhile.',
    'access.held.rights': 'Who may do more than when a call began goes on; who may do less does not.',
    'access.held.binding': 'A stream that stands open binds its key to no address and moves no roaming one.',
    'access.held.window':
      'A window that lapses ends standing streams, which do not open it again; answers of calls that began in it come.',
  }),
];
