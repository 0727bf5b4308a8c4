import { systemClock } from '../../core/clock.ts';
import { defineCommand } from '../define-command.ts';
import { parseDuration } from '../text/parse-duration.ts';
import { renderDuration } from '../text/render-time.ts';
import { nameArgument } from './holder-kind.ts';
import { given, type HostRow, runOwnerOperation } from './operations.ts';
import { renderWindow } from './render-holder-list.ts';

export const window = defineCommand({
  description: [
    'Opens the window of an insecure host for 30 minutes, or as long as --for says (a window that is open for longer ' +
      'stays so), or closes it: its calls are refused from then on until it is opened again.',
  ],
  arguments: [
    { name: 'action', description: 'open or close.', required: true, choices: ['open', 'close'] },
    nameArgument('host'),
  ],
  options: { for: { placeholder: 'TIME', description: 'How long to open it: 1m to 8h.' } },
  examples: [{ line: 'codez host window open laptop --for 2h', does: 'let it in for the next two hours' }],
  async run(context) {
    const { args, options, output } = context;
    const seconds = options.for === undefined ? undefined : parseDuration('--for', options.for);
    const wanted = given({ name: args.name, action: args.action, seconds });
    const done = await runOwnerOperation<HostRow>(context, 'host_window', wanted);
    const length = renderDuration((done.window?.seconds ?? 0) * 1000);
    const state = renderWindow(done, systemClock());
    const more = done.window?.open === true ? `; each call keeps it open for ${length}` : '';
    output.result(done, `The window of ${done.name} is ${state}${more}.`);
    return 0;
  },
});
