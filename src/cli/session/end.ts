import { defineCommand } from '../define-command.ts';
import { withServer } from '../with-invoker.ts';
import { findSessionId } from './find-session.ts';
import { callOperation } from './operations.ts';

export const end = defineCommand({
  description: [
    'Ends the process of a live session and everything it started, in the middle of a turn, too. The conversation ' +
      'stays, and the next prompt resumes it. Where codez runs no process it says so and succeeds; a session in a ' +
      'terminal is ended there.',
  ],
  arguments: [{ name: 'id', description: 'Session id or the beginning of one.', required: true }],
  examples: [{ line: 'codez sessions end 9d1c2f3a', does: 'give its memory back, and kill what it left running' }],
  async run(context) {
    const { args, output, signal } = context;
    return withServer(context, async (opened) => {
      const id = await findSessionId(opened, args.id, signal);
      const done = await callOperation<{ disposed: boolean }>(opened, 'dispose_session', { session_id: id }, signal);
      output.result(done, done.disposed ? 'Ended. Its next prompt resumes it.' : 'No process of codez was running.');
      return 0;
    });
  },
});
