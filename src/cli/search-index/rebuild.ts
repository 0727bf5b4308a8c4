import { setTimeout as wait } from 'node:timers/promises';
import type { OpenInvoker } from '../../app/open-invoker.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { renderBytes } from '../render-bytes.ts';
import { callOperation } from '../session/operations.ts';
import { renderDuration } from '../text/render-time.ts';
import { withLocalInvoker } from '../with-invoker.ts';
import { type IndexState, renderIndex, renderPercent, renderShare, shareOf } from './render-index.ts';

const LOOK_EVERY_MS = 200;
/** Where nothing can be drawn: a line for so much more. */
const LINE_EVERY = 0.1;
const INTERRUPTED = 130;

export const rebuild = defineCommand({
  description: [
    'Makes the search index anew from the transcripts and shows how far it is. With a running server the server does ' +
      'it, and goes on when this command is interrupted; what is not read yet is not found meanwhile. Exit code 6 when ' +
      'it fails.',
  ],
  async run(context) {
    const { output, signal } = context;
    return withLocalInvoker(context, async (opened) => {
      const began = performance.now();
      await callOperation(opened, 'index_rebuild', {});
      const index = await followBuild(opened, context, began);
      if (signal.aborted) {
        if (opened.where === 'server') output.note('The server goes on: `codez index status` shows how far it is.');
        return INTERRUPTED;
      }
      const took = `Took          ${renderDuration(performance.now() - began)}`;
      output.result(index, `${renderIndex(index, output.style, output.width)}\n${took}`);
      return index.state === 'failed' ? 6 : 0;
    });
  },
});

/** Shows progress until the index is built, or the person has seen enough. */
async function followBuild(opened: OpenInvoker, context: CommandContext, began: number): Promise<IndexState> {
  const { output, signal, io } = context;
  const bar = output.spin(renderShare(0));
  let told = 0;
  try {
    for (;;) {
      const index = await callOperation<IndexState>(opened, 'index_status', {});
      if (index.state === 'ready' || index.state === 'failed' || signal.aborted) return index;
      const share = shareOf(index);
      const pace = renderPace(index, performance.now() - began);
      bar.update(`${renderShare(share)}  ${pace}`);
      if (io.stderr.isTTY !== true && share - told >= LINE_EVERY) {
        output.note(`${renderPercent(share)}  ${pace}`);
        told = share;
      }
      await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    bar.stop();
  }
}

function renderPace({ conversation, tools }: IndexState, ms: number): string {
  const done = conversation.done_bytes + tools.done_bytes;
  const left = conversation.total_bytes + tools.total_bytes - done;
  if (done === 0 || ms === 0) return '';
  return `${renderBytes((done / ms) * 1000)}/s, ${renderDuration((left / done) * ms)} left`;
}
