import type { ResourceLimits } from 'node:worker_threads';

/**
 * Memory of a thread that counts. Most of what it makes is forgotten at once: little room for it keeps the thread small.
 * Bytes of files are not among it.
 */
export const THREAD_LIMITS: ResourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 6 };
