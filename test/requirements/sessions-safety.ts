import { now, type Requirement } from './requirement.ts';

/** What holds against hostile agents, folders and contents. */
export const SESSION_SAFETY_REQUIREMENTS: readonly Requirement[] = [
  ...now('contract: access, Calls from inside a session', {
    'access.inside.forged':
      'A local program inside of a session acts as that session whatever tool use or session its request names.',
  }),
];
