import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFuzz } from '../sessions/fuzz/fuzz-run.ts';

/** `node dist/test/support/programs/fuzz-sessions.js SEED [SECONDS] [COUNT]`: long versions of the random test, by hand. */
const [seed = 1, seconds = 20, count = 1] = process.argv.slice(2).map(Number);
for (let at = seed; at < seed + count; at++) {
  const folder = mkdtempSync(join(tmpdir(), 'cz-'));
  const { violations, calls, prompts, events, refusals, longest } = await runFuzz({
    seed: at,
    durationMs: seconds * 1_000,
    folder,
  });
  process.stdout.write(`seed ${at}: ${calls} calls, ${prompts} prompts, ${events} events, ${folder}\n`);
  for (const [why, times] of [...refusals].sort((a, b) => b[1] - a[1])) process.stdout.write(`  ${times} ${why}\n`);
  const slow = [...longest].filter(([, ms]) => ms > 3_000).map(([name, ms]) => `${name} ${Math.round(ms)} ms`);
  process.stdout.write(`  longest calls: ${slow.join(', ')}\n`);
  for (const violation of violations) process.stdout.write(`  VIOLATION ${violation}\n`);
  if (violations.length === 0) rmSync(folder, { recursive: true, force: true });
  process.exitCode = violations.length > 0 ? 1 : (process.exitCode ?? 0);
}
