import { defineCommand } from '../define-command.ts';
import { runOperation } from '../store/run-operation.ts';
import { type IndexState, renderIndex } from './render-index.ts';

export const status = defineCommand({
  description: [
    'Shows how far the search index is, what it holds, and what is wrong with it. It is read in two passes: first what ' +
      'people and the model said, then what tools were given and printed. Exit code 6 when it failed.',
  ],
  async run(context) {
    const { output } = context;
    const index = await runOperation<IndexState>(context, 'index_status', {}, 'Looking at the index');
    output.result(index, renderIndex(index, output.style, output.width));
    return index.state === 'failed' ? 6 : 0;
  },
});
