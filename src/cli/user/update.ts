import { defineCommand } from '../define-command.ts';
import { nameArgument } from '../host/holder-kind.ts';
import { confirmRights, RIGHT_OPTIONS } from '../host/holder-options.ts';
import { given, type HostRow, runOwnerOperation, toList } from '../host/operations.ts';
import { SUBJECT_OPTIONS, toLink } from './subject-options.ts';

export const update = defineCommand({
  description: [
    'Changes what a user may do and whose tokens act for them. --scope replaces their scopes, --space adds a shared ' +
      'space, --leave takes it away, --sub links a person, --unlink ends that. What is not given stays as it is.',
  ],
  arguments: [nameArgument('user')],
  options: {
    ...RIGHT_OPTIONS,
    ...SUBJECT_OPTIONS,
    leave: { placeholder: 'SPACE', isRepeatable: true, description: 'A shared space they may no longer use.' },
    unlink: { placeholder: 'SUB', isRepeatable: true, description: 'A person whose tokens no longer act for them.' },
    refuseUnboundTokens: { description: 'Take only tokens that prove to be made for this server.' },
    address: { placeholder: 'IP', isRepeatable: true, description: 'Bind their key to this address.' },
    unbind: { description: 'Bind their key anew at its next use.' },
    roaming: { description: 'Let them change their address; each change is logged.' },
    noRoaming: { description: 'Refuse other addresses than the one their key is bound to.' },
    never: { description: 'Their key does not expire.' },
  },
  async run(context) {
    const { args, options, output, settings } = context;
    const rights = await confirmRights(context, args.name, options);
    const link = toLink(options, settings);
    const more = given({
      leave: toList(options.leave),
      link: link && [link],
      unlink: options.unlink,
      accept_unbound_tokens: options.acceptUnboundTokens ? true : options.refuseUnboundTokens ? false : undefined,
      addresses: toList(options.address),
      unbind: options.unbind || undefined,
      roaming: options.roaming ? true : options.noRoaming ? false : undefined,
      expires_in: options.never ? null : undefined,
    });
    const done = await runOwnerOperation<HostRow>(context, 'user_update', { name: args.name, ...rights, ...more });
    const spaces = [done.space, ...done.spaces].join(', ');
    output.result(done, `${done.name} may: ${done.scopes.join(', ')}, in the spaces ${spaces}.`);
    return 0;
  },
});
