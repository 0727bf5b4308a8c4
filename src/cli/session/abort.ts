import { defineCommand } from '../define-command.ts';
import { withServer } from '../with-invoker.ts';
import { findSessionId } from './find-session.ts';
import { callOperation } from './operations.ts';

export const abort = defineCommand({
  description: [
    'Stops the turn that runs in a session, and nothing else: its queued prompts go on, and it takes the next prompt. ' +
      'Where no turn runs it says so and succeeds.',
  ],
  arguments: [{ name: 'id', description: 'Session id or the beginning of one.', required: true }],
  examples: [{ line: 'codez sessions abort 9d1c2f3a', does: 'stop what it is doing' }],
  async run(context) {
    const { args, output, signal } = context;
    return withServer(context, async (opened) => {
      const id = await findSessionId(opened, args.id, signal);
      const done = await callOperation<{ aborted: boolean; queued: number }>(
        opened,
        'abort_session',
        { session_id: id },
        signal,
      );
      const queued =
        done.queued === 0 ? '' : ` ${done.queued} queued ${done.queued === 1 ? 'prompt' : 'prompts'} left.`;
      output.result(done, `${done.aborted ? 'Stopped the turn.' : 'No turn was running.'}${queued}`);
      return 0;
    });
  },
});
