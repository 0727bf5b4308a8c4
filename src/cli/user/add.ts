import { defineCommand } from '../define-command.ts';
import { confirmRights, RIGHT_OPTIONS } from '../host/holder-options.ts';
import { given, type IssuedHost, runOwnerOperation, toList } from '../host/operations.ts';
import { renderIssuedKey } from '../host/render-issued-key.ts';
import { SUBJECT_OPTIONS, toLink } from './subject-options.ts';

type AddedUser = Omit<IssuedHost, 'key'> & { readonly key?: string };

export const add = defineCommand({
  description: [
    'Adds a person who is not you, with a space of their own: by a key, shown this once, and with --sub by the tokens ' +
      'that an authorization server gives them. Without --scope they have memory and resources.',
  ],
  arguments: [{ name: 'name', description: 'Name of the user; no host, user or space has it yet.', required: true }],
  options: {
    ...RIGHT_OPTIONS,
    ...SUBJECT_OPTIONS,
    noKey: { description: 'Issue no key: they come by token only.' },
    roaming: { description: 'Let them change their address; each change is logged.' },
    address: { placeholder: 'IP', isRepeatable: true, description: 'Bind their key to this address from the start.' },
  },
  examples: [
    { line: 'codez user add ada --space ops', does: 'issue a key for a person' },
    { line: 'codez user add ada --no-key --sub usr_42', does: 'let their tokens in' },
  ],
  async run(context) {
    const { args, options, output, settings } = context;
    const rights = await confirmRights(context, args.name, options);
    const link = toLink(options, settings);
    const more = given({
      subjects: link && [link],
      accept_unbound_tokens: options.acceptUnboundTokens || undefined,
      key: options.noKey ? false : undefined,
      roaming: options.roaming || undefined,
      addresses: toList(options.address),
    });
    const added = await runOwnerOperation<AddedUser>(context, 'user_add', { name: args.name, ...rights, ...more });
    output.result(added, renderAdded(added, output.style));
    return 0;
  },
});

function renderAdded(added: AddedUser, style: Parameters<typeof renderIssuedKey>[2]): string {
  const { key, ...user } = added;
  if (key !== undefined) return renderIssuedKey('Added user', { ...user, key }, style);
  const spaces = [user.space, ...user.spaces].join(', ');
  return `Added user ${user.name}, without a key. May: ${user.scopes.join(', ')}, in the spaces ${spaces}.`;
}
