import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createTranscripts } from '../../../src/claude/transcripts/create-transcripts.ts';
import type { UsageReport } from '../../../src/claude/usage/usage.ts';

/** What counting a tree costs a process that knows nothing of it, and costs it again. Times in ms. */
export interface CountedUsage {
  readonly coldMs: number;
  readonly warmMs: readonly number[];
  /** Longest stretch for which the event loop was held meanwhile. */
  readonly heldMs: number;
  readonly totals: UsageReport['totals'];
}

const WARM_ROUNDS = 21;

// Run as a program: its argument is Claude Code's configuration directory.
const [, , configDir = ''] = process.argv;
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
const startedAt = performance.now();
const transcripts = createTranscripts({ configDir });
const { totals } = await transcripts.usage({ groupBy: 'day' });
const coldMs = performance.now() - startedAt;
const warmMs: number[] = [];
for (let round = 0; round < WARM_ROUNDS; round += 1) {
  const askedAt = performance.now();
  await transcripts.usage({ groupBy: 'day' });
  warmMs.push(performance.now() - askedAt);
}
delays.disable();
await transcripts.close();
const counted: CountedUsage = { coldMs, warmMs, heldMs: delays.max / 1e6, totals };
process.stdout.write(JSON.stringify(counted));
