import { type CommandContext, defineCommand } from '../define-command.ts';
import { stopServer } from '../serve/stop-server.ts';
import { callOperation } from '../session/operations.ts';
import { withLocalInvoker } from '../with-invoker.ts';

export const stop = defineCommand({
  description: [
    'Ends the running server of this data directory and waits until it is gone. Running calls may finish, for ' +
      'at most 10 seconds. Without a running server it says so and succeeds.',
    'Claude Code sessions go on, and the next server takes them over. With --end-sessions they are ended first, ' +
      'with everything they started; their conversations are kept, and each resumes with its next prompt. That works ' +
      'without a server too.',
  ],
  examples: [
    { line: 'codez stop', does: 'end the server, not the sessions' },
    { line: 'codez stop --end-sessions', does: 'end both' },
  ],
  async run(context) {
    const { paths, output, signal, settings } = context;
    const ended = settings.endSessions ? await endSessions(context) : undefined;
    const spinner = output.spin('Stopping the server');
    const record = await stopServer(paths, signal).finally(() => spinner.stop());
    const result = { stopped: record !== undefined, ...record, ...(ended !== undefined && { ended_sessions: ended }) };
    output.result(
      result,
      [
        ...(ended === undefined ? [] : [`Ended ${ended} ${ended === 1 ? 'session' : 'sessions'}.`]),
        record === undefined
          ? `No server is running on ${paths.home}.`
          : `Stopped the server at ${record.url} (pid ${record.pid}).`,
      ].join('\n'),
    );
    return 0;
  },
});

async function endSessions(context: CommandContext): Promise<number> {
  const spinner = context.output.spin('Ending the sessions');
  try {
    return await withLocalInvoker(
      context,
      async (opened) => (await callOperation<{ ended: number }>(opened, 'end_sessions', {}, context.signal)).ended,
      { takesOver: true },
    );
  } finally {
    spinner.stop();
  }
}
