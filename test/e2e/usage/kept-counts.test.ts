import assert from 'node:assert/strict';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez } from '../../support/codez-process.ts';
import { writeCorpus } from '../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../support/scratch.ts';

test('commands without a server keep what they counted for the next ones [sessions.counts.kept]', async () => {
  const folder = scratchFolder('cz-');
  const configDir = join(folder, 'claude');
  const home = join(folder, 'home');
  const env = cleanEnvironment(folder, { CLAUDE_CONFIG_DIR: configDir, CODEZ_HOME: home });
  const { files } = writeCorpus({ configDir, bytes: 600_000, seed: 4 });
  const list = async (): Promise<unknown> => {
    const { code, stdout, stderr } = await runCodez(['sessions', 'list', '--limit', '500', '--json'], env);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const first = await list();
  const kept = join(home, 'cache', 'transcripts.jsonl');
  assert.equal(statSync(kept).mode & 0o777, 0o600);
  // Who reads the files again finds nothing in them.
  for (const { path } of files) {
    const { size, atime, mtime } = statSync(path);
    writeFileSync(path, Buffer.alloc(size, '\n'));
    utimesSync(path, atime, mtime);
  }
  assert.deepEqual(await list(), first);
  const damaged = readFileSync(kept);
  damaged.fill(0x7a, damaged.length >> 1, (damaged.length >> 1) + 10);
  writeFileSync(kept, damaged);
  assert.notDeepEqual(await list(), first);
});
