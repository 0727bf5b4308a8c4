import { planned, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** Session tools, events and permissions: promised for later versions. */
export const SESSION_REQUIREMENTS: readonly Requirement[] = [
  ...planned(`${SESSIONS}, The 17 tools`, {
    'sessions.list.usage': 'Sessions are listed with tokens, size of their context and cost.',
    'sessions.search': 'search_sessions finds text in messages, tools, sub-agents, summaries and titles in any script.',
  }),
  ...planned(`${SESSIONS}, Mirrored sessions`, {
    'sessions.channel': 'The channel delivers prompts and relays permissions.',
  }),
];
