import { defineCommand } from '../define-command.ts';
import { nameArgument } from './holder-kind.ts';
import { type HostRow, runOwnerOperation } from './operations.ts';
import { renderBinding } from './render-holder-list.ts';

export const roaming = defineCommand({
  description: [
    'Says whether a host may change its address. One that may is bound anew whenever it moves, which is logged; one ' +
      'that may not is refused from any other address than it is bound to.',
  ],
  arguments: [
    { name: 'state', description: 'on or off.', required: true, choices: ['on', 'off'] },
    nameArgument('host'),
  ],
  async run(context) {
    const { args, output } = context;
    const isOn = args.state === 'on';
    const done = await runOwnerOperation<HostRow>(context, 'host_update', { name: args.name, roaming: isOn });
    const stays = `${done.name} may not change its address any more; its key is ${renderBinding(done)}.`;
    output.result(done, isOn ? `${done.name} may change its address.` : stays);
    return 0;
  },
});
