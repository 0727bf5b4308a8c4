import { resolve } from 'node:path';
import { readInput } from '../call/read-input.ts';
import { defineCommand } from '../define-command.ts';
import { runOperation } from './run-operation.ts';

interface Import {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly kept: number;
}

export const importStore = defineCommand({
  description: [
    'Takes back what export wrote. The whole document is checked before anything is written; doing it twice changes ' +
      'nothing more. Where the store has a newer record, that one stays.',
  ],
  arguments: [
    { name: 'file', description: 'An exported file, or - for standard input.', required: true, completes: 'file' },
  ],
  options: { overwrite: { description: 'Replace newer records too.' } },
  async run(context) {
    const { args, options, output, io } = context;
    const what = args.file === '-' ? { document: await readInput('-', io) } : { source: resolve(io.cwd, args.file) };
    const mode = options.overwrite ? 'overwrite' : 'newer';
    const done = await runOperation<Import>(context, 'store_import', { ...what, mode }, 'Importing');
    const { created, updated, unchanged, kept } = done;
    output.result(done, `Imported: ${created} new, ${updated} replaced, ${unchanged} the same, ${kept} kept as newer`);
    return 0;
  },
});
