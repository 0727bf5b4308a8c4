import type { spaceRemove } from '../../tools/spaces/space-remove.ts';
import { defineCommand } from '../define-command.ts';
import { given, runOwnerOperation } from '../host/operations.ts';

type RemovedSpace = Awaited<ReturnType<(typeof spaceRemove)['run']>>;

export const remove = defineCommand({
  description: [
    'Removes a shared space. One that somebody has a right to, or that holds notes, is removed only with --force: then ' +
      'the rights to it are withdrawn and its notes are deleted. `codez store export --space NAME` keeps a copy.',
  ],
  arguments: [{ name: 'name', description: 'Name of the space.', required: true }],
  options: { force: { description: 'Withdraw the rights to it and delete its notes.' } },
  async run(context) {
    const { args, options, output } = context;
    const wanted = given({ name: args.name, force: options.force || undefined });
    const done = await runOwnerOperation<RemovedSpace>(context, 'space_remove', wanted);
    const notes = done.notes_deleted === 0 ? '' : ` Its notes (${done.notes_deleted}) are deleted.`;
    const who = done.withdrawn.map((id) => id.replace(':', ' ')).join(', ');
    const lost = done.withdrawn.length === 0 ? '' : ` No longer in it: ${who}.`;
    output.result(done, `Removed space ${done.name}.${notes}${lost}`);
    return 0;
  },
});
