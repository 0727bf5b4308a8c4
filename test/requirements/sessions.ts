import { planned, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** Session tools, events and permissions: promised for later versions. */
export const SESSION_REQUIREMENTS: readonly Requirement[] = [
  ...planned(`${SESSIONS}, The 17 tools`, {
    'sessions.list': 'Sessions are listed with status, activity, tokens, cost, labels and pending permissions, paged.',
    'sessions.create': 'create_session starts a session; the same session_id again returns it.',
    'sessions.prompt': 'send_prompt goes live, resumes, or through the channel; the same prompt_id twice runs once.',
    'sessions.abort': 'abort_session stops the running turn only.',
    'sessions.dispose': 'dispose_session ends the process and all it started within 10 s.',
    'sessions.fork': 'fork_session leaves the source untouched.',
    'sessions.permission': 'The first answer to a permission wins; a second is a conflict.',
    'sessions.search': 'search_sessions finds text in messages, tools, sub-agents, summaries and titles in any script.',
    'sessions.observability': 'get_observability counts every response once, equal to ground truth.',
  }),
  ...planned(`${SESSIONS}, Extensions`, {
    'sessions.get-prompt': 'get_prompt tells what became of a prompt for 7 days.',
    'sessions.permissions': 'list_permissions lists questions and plan approvals too.',
  }),
  ...planned(`${SESSIONS}, Limits and modes`, {
    'sessions.trust': 'In untrusted folders no hook, setting or server of the folder runs.',
    'sessions.modes': 'A mode above --max-mode is refused, never lowered.',
    'sessions.max': 'At most --max-sessions processes; idle ones are closed and resume.',
  }),
  ...planned(`${SESSIONS}, Status`, {
    'sessions.status': 'live, mirror and idle are told apart by evidence.',
  }),
  ...planned(`${SESSIONS}, The live session`, {
    'sessions.outlive': 'Sessions outlive the server and are adopted in the middle of a turn.',
    'sessions.dead': 'A dead process ends in session.error and each prompt in prompt.finished.',
  }),
  ...planned(`${SESSIONS}, Mirrored sessions`, {
    'sessions.channel': 'The channel delivers prompts and relays permissions.',
    'sessions.mirror-refused': 'A prompt to a mirrored session without a channel is refused, naming the ways.',
  }),
];
