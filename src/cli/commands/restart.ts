import { defineCommand } from '../define-command.ts';
import { givenFlags, replaceFlags } from '../serve/given-flags.ts';
import { startDetached } from '../serve/start-detached.ts';
import { stopServer } from '../serve/stop-server.ts';

export const restart = defineCommand({
  description: [
    'Ends the running server of this data directory and starts it again in the background, with this version of ' +
      'codez and the options it was started with; options given here take their place. Without a running server ' +
      'it starts one.',
    'Prints the URL when the server is ready. Its log goes to server.log in the data directory.',
  ],
  examples: [
    { line: 'codez restart', does: 'go on with an updated codez' },
    { line: 'codez restart --log-level debug', does: 'the same, with more in the log' },
  ],
  async run({ paths, output, signal, settings, origins, io, env }) {
    const spinner = output.spin('Restarting the server');
    try {
      const before = await stopServer(paths, signal);
      const flags = replaceFlags(before?.argv ?? [], givenFlags(settings, origins));
      const { url, pid } = await startDetached(flags, paths, io, env);
      spinner.stop();
      const what = before === undefined ? 'started' : 'restarted';
      output.result({ url, pid, restarted: before !== undefined }, `codez ${what} on ${url} (mcp: /mcp), pid ${pid}`);
    } finally {
      spinner.stop();
    }
    return 0;
  },
});
