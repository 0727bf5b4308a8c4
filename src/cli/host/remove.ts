import { type AnyCommand, defineCommand } from '../define-command.ts';
import { type HolderKind, nameArgument } from './holder-kind.ts';
import { given, type RemovedHost, runOwnerOperation } from './operations.ts';

/** Returns the verb that removes one of a kind. */
export function removeOf(kind: HolderKind): AnyCommand {
  return defineCommand({
    description: [
      `Removes a ${kind}: its key is refused at once. The notes of its own space stay on file, for whoever has that ` +
        'name next (a host, a user or a shared space), unless --delete-notes is given.',
    ],
    arguments: [nameArgument(kind)],
    options: { deleteNotes: { description: 'Delete the notes of its own space.' } },
    async run(context) {
      const { args, options, output } = context;
      const wanted = given({ name: args.name, delete_notes: options.deleteNotes || undefined });
      const done = await runOwnerOperation<RemovedHost>(context, `${kind}_remove`, wanted);
      output.result(done, `Removed ${kind} ${done.name}: its key is refused from now on.${aboutNotes(done)}`);
      return 0;
    },
  });
}

function aboutNotes({ name, notes_kept: kept, notes_deleted: deleted }: RemovedHost): string {
  const count = (notes: number): string => `${notes} ${notes === 1 ? 'note' : 'notes'}`;
  if (deleted > 0) return ` Deleted ${count(deleted)} of its space.`;
  if (kept === 0) return '';
  return ` Its space keeps ${count(kept)}: \`codez space add ${name}\` makes a shared space of them.`;
}
