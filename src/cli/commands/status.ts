import { escapeControls } from '../../core/logger.ts';
import type { ServerStatus } from '../../tools/services.ts';
import { defineCommand } from '../define-command.ts';
import type { Style } from '../output.ts';
import { renderBytes } from '../render-bytes.ts';
import { withLocalInvoker } from '../with-invoker.ts';

export const status = defineCommand({
  description: [
    'Says whether a server runs on this data directory, which version, where, how many Claude Code sessions run, and the state of the store and disk.',
    'Exit code 0 when a server runs, 6 when none does. Without a server it looks at the files itself.',
  ],
  examples: [
    { line: 'codez status', does: 'look at the server and the store' },
    { line: 'codez status --json | jq .store.state', does: 'the same for a script' },
  ],
  async run(context) {
    const { output } = context;
    return withLocalInvoker(context, async ({ invoker, principal }) => {
      const { value, json } = await invoker.call('server_status', {}, { principal, door: 'cli' });
      const found = value as unknown as ServerStatus;
      if (output.isJson) output.printJson(json);
      else output.print(renderStatus(found, output.style));
      return found.running ? 0 : 6;
    });
  },
});

function renderStatus(status: ServerStatus, style: Style): string {
  const { store, disk } = status;
  const stores = { ok: style.green('ok'), degraded: style.yellow('degraded'), read_only: style.red('read-only') };
  const rows: [string, string][] = [
    [
      'server',
      status.running
        ? `${style.green('running')} at ${status.url}, pid ${status.pid}, since ${status.started_at}`
        : `${style.yellow('not running')}: start it with codez serve`,
    ],
    ['version', status.version],
    ['data', escapeControls(status.home)],
    ['store', `${stores[store.state]}, ${status.notes} ${status.notes === 1 ? 'note' : 'notes'}`],
    ...store.problems.map(({ at, file, message }): [string, string] => [
      '',
      escapeControls(`${file}: ${message} (${at})`),
    ]),
    ['sessions', renderSessions(status)],
    ['disk', `${renderBytes(disk.free_bytes)} free of ${renderBytes(disk.total_bytes)}`],
  ];
  return rows.map(([name, value]) => `${style.bold(name.padEnd(9))}${value}`).join('\n');
}

function renderSessions({ running, sessions: { live, mirror } }: ServerStatus): string {
  // Without a server nobody follows them.
  if (!running) return 'see codez sessions list';
  return live + mirror === 0 ? 'none is running' : `${live} live, ${mirror} in terminals or other programs`;
}
