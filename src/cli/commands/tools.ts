import { defineCommand } from '../define-command.ts';
import { renderTable } from '../render-table.ts';
import { withInvoker } from '../with-invoker.ts';

export const tools = defineCommand({
  description: [
    'Lists the tools that can be called, with the scope each one needs. With --json, their full input and output ' +
      'schemas.',
  ],
  examples: [
    { line: 'codez tools', does: 'see what there is' },
    { line: 'codez tools --json | jq \'.[] | select(.name == "memory_store").inputSchema\'', does: 'one schema' },
  ],
  async run(context) {
    const { output } = context;
    return withInvoker(context, async ({ invoker, principal }) => {
      const list = await invoker.list(principal);
      const rows = list.map(({ name, scope, title }) => [name, scope, title]);
      output.result(list, renderTable(['TOOL', 'SCOPE', 'DOES'], rows, output.style));
      return 0;
    });
  },
});
