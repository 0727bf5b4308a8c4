import { defineCommand } from '../define-command.ts';
import { renderBytes } from '../render-bytes.ts';
import { renderTable } from '../render-table.ts';
import { runOperation } from './run-operation.ts';

interface Compaction {
  readonly collections: readonly { name: string; records: number; bytes_before: number; bytes_after: number }[];
}

export const compact = defineCommand({
  description: ['Rewrites each collection to its live records. Reading and writing go on; the former files are kept.'],
  async run(context) {
    const { output } = context;
    const done = await runOperation<Compaction>(context, 'store_compact', {}, 'Compacting');
    const rows = done.collections.map(({ name, records, bytes_before, bytes_after }) => [
      name,
      String(records),
      renderBytes(bytes_before),
      renderBytes(bytes_after),
    ]);
    output.result(done, renderTable(['COLLECTION', 'RECORDS', 'BEFORE', 'AFTER'], rows, output.style));
    return 0;
  },
});
