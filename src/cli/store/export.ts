import { resolve } from 'node:path';
import { defineCommand } from '../define-command.ts';
import { renderBytes } from '../render-bytes.ts';
import { runOperation } from './run-operation.ts';

interface Export {
  readonly records: number;
  readonly bytes: number;
  readonly target?: string;
  readonly document?: unknown;
}

export const exportStore = defineCommand({
  description: [
    'Writes the notes as one readable JSON document to FILE, which must not ' +
      'exist, or without FILE to standard output (up to 4 MiB).',
  ],
  arguments: [{ name: 'file', description: 'File to make; standard output without it.', completes: 'file' }],
  options: {
    host: { placeholder: 'NAME', description: 'Only notes that this host wrote, and its own record.' },
    space: { placeholder: 'NAME', description: 'Only notes of this space, and its own record.' },
  },
  async run(context) {
    const { args, options, output, io } = context;
    const { host, space } = options;
    const target = args.file === undefined ? undefined : resolve(io.cwd, args.file);
    const wanted = { ...(host && { host }), ...(space && { space }), ...(target && { target }) };
    const done = await runOperation<Export>(context, 'store_export', wanted, 'Exporting');
    if (done.document === undefined) {
      output.result(
        done,
        `Exported ${done.records} ${done.records === 1 ? 'record' : 'records'} (${renderBytes(done.bytes)}) to ${done.target}`,
      );
    } else output.printJson(JSON.stringify(done.document, null, output.isJson ? 0 : 2));
    return 0;
  },
});
