import type { IndexStatus, PassProgress, SearchIndex, SearchPart } from '../../search/search-index.ts';

/** How long a search waits for what is not indexed yet. */
const PATIENCE_MS = 20_000;

/** Who waits, and whom to tell how far it is. */
export interface IndexWait {
  readonly signal: AbortSignal;
  /** Is called with more and more bytes that are done. */
  readonly onProgress?: ((progress: PassProgress) => void) | undefined;
}

/**
 * Waits until everything written before is indexed for the parts, 20 s at most. Returns what a search in them misses
 * then; undefined when it is nothing.
 */
export async function awaitIndex(
  index: SearchIndex,
  parts: ReadonlySet<SearchPart>,
  { signal, onProgress }: IndexWait,
): Promise<PassProgress | undefined> {
  index.start();
  let told = -1;
  const stop = index.onStatus((status) => {
    const missing = missingOf(status, parts);
    // How much there is, is not known before all files were looked at.
    if (missing === undefined || missing.totalBytes === 0 || missing.doneBytes <= told) return;
    told = missing.doneBytes;
    onProgress?.(missing);
  });
  try {
    return missingOf(await index.settle(parts, PATIENCE_MS, signal), parts);
  } finally {
    stop();
  }
}

/** Returns how far the passes are that a search in these parts needs; undefined when they are done. */
export function missingOf(status: IndexStatus, parts: ReadonlySet<SearchPart>): PassProgress | undefined {
  if (status.state === 'ready') return undefined;
  const passes = parts.has('tools') ? [status.conversation, status.tools] : [status.conversation];
  const doneBytes = passes.reduce((sum, pass) => sum + pass.doneBytes, 0);
  const totalBytes = passes.reduce((sum, pass) => sum + pass.totalBytes, 0);
  return totalBytes > 0 && doneBytes >= totalBytes ? undefined : { doneBytes, totalBytes };
}
