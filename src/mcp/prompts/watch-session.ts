import { numberedSteps } from './numbered-steps.ts';
import { type Prompt, quote } from './prompt.ts';

export const watchSession: Prompt = {
  name: 'watch_session',
  title: 'Watch a session in real time',
  description: 'Finds a Claude Code session and tells what happens in it while it happens.',
  scope: 'sessions:read',
  arguments: [
    { name: 'slug', description: 'The project, as list_projects names it; the one with the newest activity if empty.' },
    { name: 'session_id', description: 'The session; the newest one of the project if empty.' },
  ],
  render({ slug, session_id: sessionId }) {
    const find =
      sessionId === undefined
        ? [
            slug === undefined
              ? 'Call list_projects and take the slug of the project with the newest activity.'
              : `The project's slug is ${quote(slug)}.`,
            'Call list_sessions with that slug and take the session_id of the newest session.',
          ]
        : [`The session_id is ${quote(sessionId)}.`];
    return numberedSteps('Watch a Claude Code session in real time with the tools of codez.', [
      ...find,
      'Call get_session with the session_id and limit 5 to see where it stands, and say it in two sentences.',
      'Call poll_events with session_id and timeout_ms 10000. Tell each new message, tool and permission request in one ' +
        'line. Go on with the cursor it returns until session.idle or session.closed comes, or I stop you.',
      'A permission.requested event waits for an answer: show me tool and input (list_permissions), and call ' +
        'respond_permission only with what I say.',
    ]);
  },
};
