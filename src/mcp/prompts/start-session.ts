import { numberedSteps } from './numbered-steps.ts';
import { type Prompt, quote } from './prompt.ts';

export const startSession: Prompt = {
  name: 'start_session',
  title: 'Start a session and send a prompt',
  description: 'Starts a Claude Code session in a folder, sends it a prompt, follows the work and reports the result.',
  scope: 'sessions',
  arguments: [
    { name: 'cwd', description: 'Folder the session works in, an absolute path on this machine.', required: true },
    { name: 'text', description: 'What Claude is to do there, e.g. Fix the failing tests.', required: true },
    { name: 'slug', description: 'The project, as list_projects names it; the one of the folder if empty.' },
  ],
  render({ cwd, text, slug }) {
    const project = slug === undefined ? '' : ` and slug ${quote(slug)}`;
    return numberedSteps('Start a Claude Code session and send it a prompt with the tools of codez.', [
      `Call create_session with cwd ${quote(cwd)}${project} and keep the session_id.`,
      `Call send_prompt with this session_id and, word for word, the text ${quote(text)}.`,
      'Call poll_events with the session_id and the cursor that send_prompt returned; go on with each new cursor until ' +
        'prompt.finished comes.',
      'A permission.requested event waits for an answer: show me tool and input (list_permissions), and call ' +
        'respond_permission only with what I say.',
      'Call get_session with the session_id to read the conversation, and report what was done and what is open.',
    ]);
  },
};
