import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFuzz } from '../../support/sessions/fuzz/fuzz-run.ts';

for (const seed of [3, 14]) {
  test(`prompts, permissions and events hold whatever is called and killed at random, seed ${seed} [sessions.outlive.random]`, async () => {
    const report = await runFuzz({ seed, durationMs: 3_000, faultEveryMs: 400 });
    assert.deepEqual(report.violations, []);
    assert.ok(report.prompts > 0 && report.events > 0, JSON.stringify(report));
  });
}
