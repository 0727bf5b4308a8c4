import { defineCommand } from '../define-command.ts';
import { nameArgument } from './holder-kind.ts';
import { confirmRights, RIGHT_OPTIONS, WINDOW_OPTIONS } from './holder-options.ts';
import { given, type HostRow, runOwnerOperation, toList } from './operations.ts';

export const update = defineCommand({
  description: [
    'Changes what a host may do. --scope replaces its scopes, --space adds a shared space or changes the right to it, ' +
      '--leave takes it away. What is not given stays as it is; it counts from the next call on.',
  ],
  arguments: [nameArgument('host')],
  options: {
    ...RIGHT_OPTIONS,
    ...WINDOW_OPTIONS,
    leave: { placeholder: 'SPACE', isRepeatable: true, description: 'A shared space it may no longer use.' },
    secure: { description: 'Let it in whenever it calls: it needs no window any more.' },
    never: { description: 'Its key does not expire.' },
  },
  examples: [{ line: 'codez host update web-1 --space ops:read', does: 'let it read a shared space' }],
  async run(context) {
    const { args, options, output } = context;
    const rights = await confirmRights(context, args.name, options);
    const more = given({
      leave: toList(options.leave),
      insecure: options.secure ? false : undefined,
      expires_in: options.never ? null : undefined,
    });
    const done = await runOwnerOperation<HostRow>(context, 'host_update', { name: args.name, ...rights, ...more });
    const spaces = [done.space, ...done.spaces].join(', ');
    output.result(done, `${done.name} may: ${done.scopes.join(', ')}, in the spaces ${spaces}.`);
    return 0;
  },
});
