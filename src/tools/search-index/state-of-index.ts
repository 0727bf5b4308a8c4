import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import type { IndexStatus, PassProgress, SearchIndex } from '../../search/search-index.ts';

const pass = z.strictObject({
  done_bytes: z.int().describe('Bytes of transcripts read.'),
  total_bytes: z.int().describe('Bytes of transcripts there are.'),
});

/** The index as operations tell it. */
export const indexState = z.strictObject({
  state: z
    .enum(['off', 'building', 'ready', 'failed'])
    .describe('off: not begun; building; ready: follows what is written; failed: see problem.'),
  conversation: pass.describe('First pass: what people and the model said.'),
  tools: pass.describe('Second pass: what tools were given and what they printed.'),
  files: z.int().describe('Transcripts it knows, those of sub-agents included.'),
  documents: z.int().describe('Messages, outputs of tools and titles in it.'),
  size_bytes: z.int().describe('Bytes it takes on disk.'),
  skipped_lines: z.int().describe('Lines that were too long to be read.'),
  problem: z.string().optional().describe('What keeps it from being whole.'),
  healed: z
    .array(z.strictObject({ at: z.string().describe('ISO 8601 UTC.'), what: z.string().describe('What was done.') }))
    .describe('What was done about damage, newest last.'),
});

/** Returns a status as results show it. */
export function toIndexState(status: IndexStatus): z.input<typeof indexState> {
  const { state, files, documents, problem } = status;
  return {
    state,
    conversation: toPass(status.conversation),
    tools: toPass(status.tools),
    files,
    documents,
    size_bytes: status.sizeBytes,
    skipped_lines: status.skippedLines,
    ...(problem === undefined ? {} : { problem }),
    healed: status.healed.map(({ at, what }) => ({ at: toIso(at), what })),
  };
}

/** Returns the status when what is on disk is known: a process that only makes single calls has not begun before. */
export async function openedStatus(index: SearchIndex, signal: AbortSignal): Promise<IndexStatus> {
  index.start();
  // Of an index that cannot be used, the status tells why.
  const status = await index.settle(new Set(), OPENING_MS, signal).catch((error: unknown) => {
    if (index.status().state !== 'failed') throw error;
    return index.status();
  });
  return isComplete(status) ? await whenReady(index, signal) : status;
}

const OPENING_MS = 5000;
/** How long it is waited for what is done behind the last byte. */
const FINISHING_MS = 1000;

function isComplete({ state, conversation, tools }: IndexStatus): boolean {
  return (
    state === 'building' && conversation.doneBytes + tools.doneBytes === conversation.totalBytes + tools.totalBytes
  );
}

async function whenReady(index: SearchIndex, signal: AbortSignal): Promise<IndexStatus> {
  return await new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      stop();
      resolve(index.status());
    };
    const timer = setTimeout(end, FINISHING_MS);
    const stop = index.onStatus(({ state }) => {
      if (state !== 'building') end();
    });
    signal.addEventListener('abort', end, { once: true });
    if (index.status().state !== 'building') end();
  });
}

function toPass({ doneBytes, totalBytes }: PassProgress): z.input<typeof pass> {
  return { done_bytes: doneBytes, total_bytes: totalBytes };
}
