import { defineCommand } from '../define-command.ts';
import { stopServer } from '../serve/stop-server.ts';

export const stop = defineCommand({
  description: [
    'Ends the running server of this data directory and waits until it is gone. Running calls may finish, for ' +
      'at most 10 seconds. Without a running server it says so and succeeds.',
  ],
  examples: [{ line: 'codez stop', does: 'end the server' }],
  async run({ paths, output, signal }) {
    const spinner = output.spin('Stopping the server');
    const record = await stopServer(paths, signal).finally(() => spinner.stop());
    if (record === undefined) output.result({ stopped: false }, `No server is running on ${paths.home}.`);
    else output.result({ stopped: true, ...record }, `Stopped the server at ${record.url} (pid ${record.pid}).`);
    return 0;
  },
});
