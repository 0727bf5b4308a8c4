import { defineCommand } from '../define-command.ts';
import { nameArgument } from './holder-kind.ts';
import { type HostRow, runOwnerOperation } from './operations.ts';
import { renderBinding } from './render-holder-list.ts';

export const bind = defineCommand({
  description: [
    'Binds the key of a host to an address, in place of the one of that kind (IPv4 or IPv6) it was bound to. Of an ' +
      'IPv6 address its network (/64) counts.',
  ],
  arguments: [
    nameArgument('host'),
    { name: 'address', description: 'Like 203.0.113.7 or 2001:db8::7.', required: true },
  ],
  async run(context) {
    const { args, output } = context;
    const done = await runOwnerOperation<HostRow>(context, 'host_bind', { name: args.name, address: args.address });
    const until = done.allow_roaming_ips ? ', until it comes from another one, as it may' : '';
    output.result(done, `The key of ${done.name} is ${renderBinding(done)}${until}.`);
    return 0;
  },
});

export const unbind = defineCommand({
  description: ['Lets the key of a host be bound anew, to the addresses of its next successful calls.'],
  arguments: [nameArgument('host')],
  async run(context) {
    const { args, output } = context;
    const done = await runOwnerOperation<HostRow>(context, 'host_unbind', { name: args.name });
    output.result(done, `The key of ${done.name} is bound by its next call.`);
    return 0;
  },
});
