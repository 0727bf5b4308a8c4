import { resolve } from 'node:path';
import { readInput } from '../call/read-input.ts';
import { defineCommand } from '../define-command.ts';
import { runOperation } from './run-operation.ts';

interface Import {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly kept: number;
  readonly withheld?: number;
}

export const importStore = defineCommand({
  description: [
    'Takes back what export wrote. The whole document is checked before anything is written; doing it twice changes ' +
      'nothing more. Where the store has a newer record, that one stays.',
    'An import lets nobody in: keys are never in it; and that tokens are linked to users, or that hosts and users with a ' +
      'key here may do more, is taken only with --rights.',
  ],
  arguments: [
    { name: 'file', description: 'An exported file, or - for standard input.', required: true, completes: 'file' },
  ],
  options: {
    overwrite: { description: 'Replace newer records too.' },
    rights: {
      description: 'Also take links of users to tokens, and the rights of hosts and users that have a key here.',
    },
  },
  async run(context) {
    const { args, options, output, io } = context;
    const what = args.file === '-' ? { document: await readInput('-', io) } : { source: resolve(io.cwd, args.file) };
    const mode = options.overwrite ? 'overwrite' : 'newer';
    const done = await runOperation<Import>(
      context,
      'store_import',
      { ...what, mode, rights: options.rights },
      'Importing',
    );
    const { created, updated, unchanged, kept, withheld } = done;
    output.result(
      done,
      `Imported: ${created} new, ${updated} replaced, ${unchanged} the same, ${kept} kept as they are`,
    );
    if (withheld !== undefined) {
      const who = `${withheld} ${withheld === 1 ? 'host or user' : 'hosts or users'}`;
      output.warn(`rights of ${who} were left out: look at them in the file, and take them with --rights`);
    }
    return 0;
  },
});
