import { resolve } from 'node:path';
import { defineCommand } from '../define-command.ts';
import { renderBytes } from '../render-bytes.ts';
import { runOperation } from './run-operation.ts';

interface Backup {
  readonly target: string;
  readonly files: number;
  readonly bytes: number;
}

export const backup = defineCommand({
  description: [
    'Copies the data directory to a new folder while writes go on: all collections as of one moment. The copy can be ' +
      'used as a data directory with --home.',
  ],
  arguments: [{ name: 'folder', description: 'Folder to make; it must not exist.', required: true, completes: 'file' }],
  async run(context) {
    const { args, output, io } = context;
    const target = resolve(io.cwd, args.folder);
    const done = await runOperation<Backup>(context, 'store_backup', { target }, 'Backing up');
    output.result(done, `Copied ${done.files} files (${renderBytes(done.bytes)}) to ${done.target}`);
    return 0;
  },
});
