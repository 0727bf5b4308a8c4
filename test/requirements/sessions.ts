import { planned, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** Session tools, events and permissions: promised for later versions. */
export const SESSION_REQUIREMENTS: readonly Requirement[] = [
  ...planned(`${SESSIONS}, Mirrored sessions`, {
    'sessions.channel': 'The channel delivers prompts and relays permissions.',
  }),
];
