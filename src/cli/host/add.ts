import { defineCommand } from '../define-command.ts';
import { confirmRights, RIGHT_OPTIONS, WINDOW_OPTIONS } from './holder-options.ts';
import { given, type IssuedHost, runOwnerOperation, toList } from './operations.ts';
import { renderIssuedKey } from './render-issued-key.ts';

export const add = defineCommand({
  description: [
    'Adds a host: a machine whose agents use this server with a key of its own. The key is shown this once, with the ' +
      'lines to paste on that machine for Claude Code and Codex; codez is not needed there.',
    'A host has a space of its own for notes and resources. Its key is bound to the first IPv4 address and the first ' +
      'IPv6 network (/64) it is used from, unless it may roam.',
    'An insecure host is let in only while its window is open: adding it opens the window for 30 minutes, and each ' +
      'allowed call keeps it open for its length from then on.',
  ],
  arguments: [
    {
      name: 'name',
      description: 'Name of the host; no host, user or space has it yet, whatever the letter case.',
      required: true,
    },
  ],
  options: {
    ...RIGHT_OPTIONS,
    ...WINDOW_OPTIONS,
    roaming: { description: 'Let it change its address; each change is logged.' },
    address: {
      placeholder: 'IP',
      isRepeatable: true,
      description: 'Bind its key to this address from the start; an IPv4 and an IPv6 one may be given.',
    },
  },
  examples: [
    { line: 'codez host add web-1', does: 'let a server share memory, resources and files' },
    { line: 'codez host add web-2 --space ops --space handbook:read', does: 'with shared spaces' },
    { line: 'codez host add laptop --insecure --window 1h --roaming', does: 'only while it is in use' },
  ],
  async run(context) {
    const { args, options, output } = context;
    const rights = await confirmRights(context, args.name, options);
    const more = given({ roaming: options.roaming || undefined, addresses: toList(options.address) });
    const added = await runOwnerOperation<IssuedHost>(context, 'host_add', { name: args.name, ...rights, ...more });
    output.result(added, renderIssuedKey('Added host', added, output.style));
    return 0;
  },
});
