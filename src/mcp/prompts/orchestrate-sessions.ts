import { numberedSteps } from './numbered-steps.ts';
import { type Prompt, quote } from './prompt.ts';

export const orchestrateSessions: Prompt = {
  name: 'orchestrate_sessions',
  title: 'Orchestrate multiple sessions',
  description:
    'Starts two Claude Code sessions side by side, gives each its task, watches both and adds up their cost.',
  scope: 'sessions',
  arguments: [
    { name: 'cwd', description: 'Folder of the first session, an absolute path on this machine.', required: true },
    { name: 'text', description: 'Task of the first session, e.g. Refactor the auth module.', required: true },
    {
      name: 'second_cwd',
      description: 'Folder of the second session; use another worktree for parallel changes.',
      required: true,
    },
    { name: 'second_text', description: 'Task of the second session, e.g. Update the tests.', required: true },
    { name: 'slug', description: 'The project of both, as list_projects names it; those of the folders if empty.' },
  ],
  render({ cwd, text, second_cwd: secondCwd, second_text: secondText, slug }) {
    const project = slug === undefined ? '' : ` and slug ${quote(slug)}`;
    return numberedSteps('Orchestrate two Claude Code sessions with the tools of codez.', [
      `Call create_session with cwd ${quote(cwd)}${project}: session A.`,
      `Call create_session with cwd ${quote(secondCwd)}${project}: session B.`,
      `Call send_prompt for session A with, word for word, the text ${quote(text)}.`,
      `Call send_prompt for session B with, word for word, the text ${quote(secondText)}.`,
      'Call poll_events with session_ids of both and the cursor that send_prompt returned for session A, and go on with ' +
        'each new cursor until both prompts have finished. Tell me in one line what each is doing when it changes.',
      'A permission.requested event waits for an answer: show me session, tool and input (list_permissions), and call ' +
        'respond_permission only with what I say.',
      'Read both conversations with get_session, and report the results of each.',
      'Call get_observability with group_by "session" and since the day on which you created them: report the cost_usd ' +
        'of each, where key is its session_id, and of both together.',
    ]);
  },
};
