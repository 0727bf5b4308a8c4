import type { spaceList } from '../../tools/spaces/space-list.ts';
import { defineCommand } from '../define-command.ts';
import { runOwnerOperation } from '../host/operations.ts';
import { renderTable } from '../render-table.ts';

type SpacePage = Awaited<ReturnType<(typeof spaceList)['run']>>;

export const list = defineCommand({
  description: ['Lists the shared spaces: who may write in them, who may only read, and how many notes they hold.'],
  async run(context) {
    const { output } = context;
    const page = await runOwnerOperation<SpacePage>(context, 'space_list', {});
    const rows = page.spaces.map(({ name, writers, readers, notes }) => [
      name,
      String(notes),
      writers.join(' ') || '-',
      readers.join(' ') || '-',
    ]);
    if (rows.length > 0 || output.isJson)
      output.result(page, renderTable(['NAME', 'NOTES', 'READ AND WRITE', 'READ ONLY'], rows, output.style));
    else output.note('There are no shared spaces. `codez space add NAME` adds one.');
    return 0;
  },
});
