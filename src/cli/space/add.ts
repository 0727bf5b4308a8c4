import type { spaceAdd } from '../../tools/spaces/space-add.ts';
import { defineCommand } from '../define-command.ts';
import { runOwnerOperation } from '../host/operations.ts';

type AddedSpace = Awaited<ReturnType<(typeof spaceAdd)['run']>>;

export const add = defineCommand({
  description: [
    'Adds a space of notes and resources that hosts and users can share. Nobody but you may use it until it is granted: ' +
      '`codez host add web-1 --space ops`, or `ops:read` to read only.',
  ],
  arguments: [{ name: 'name', description: 'Name of the space; no host, user or space has it yet.', required: true }],
  async run(context) {
    const { args, output } = context;
    const added = await runOwnerOperation<AddedSpace>(context, 'space_add', { name: args.name });
    const found = added.notes === 0 ? '' : ` It holds ${added.notes} notes already, of whoever had this name before.`;
    output.result(added, `Added space ${added.name}.${found}`);
    if (!output.isJson) output.note(`Let a host use it: codez host update NAME --space ${added.name}[:read]`);
    return 0;
  },
});
