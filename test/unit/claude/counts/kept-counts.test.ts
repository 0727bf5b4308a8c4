import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import type { CountedSession } from '../../../../src/claude/transcripts/transcripts.ts';
import type { UsageReport } from '../../../../src/claude/usage/usage.ts';
import { silentLogger } from '../../../../src/core/logger.ts';
import { writeCorpus } from '../../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';

interface Told {
  readonly sessions: readonly CountedSession[];
  readonly usage: UsageReport;
  readonly warnings: readonly string[];
}

/** What a process of its own would tell. */
async function tell(configDir: string, cachePath?: string): Promise<Told> {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  const transcripts = createTranscripts({ configDir, logger, ...(cachePath === undefined ? {} : { cachePath }) });
  const sessions = await transcripts.listSessions();
  const usage = await transcripts.usage({ groupBy: 'session' });
  await transcripts.close();
  return { sessions, usage, warnings };
}

function madeTree(seed: number): { configDir: string; cachePath: string; paths: string[] } {
  const configDir = scratchFolder();
  const { files } = writeCorpus({ configDir, bytes: 600_000, seed });
  return { configDir, cachePath: join(scratchFolder(), 'cache', 'counts.jsonl'), paths: files.map(({ path }) => path) };
}

test('what was counted is kept for the next process, which reads no file that has not changed [sessions.counts.kept]', async () => {
  const { configDir, cachePath, paths } = madeTree(1);
  const first = await tell(configDir, cachePath);
  assert.ok(first.sessions.length > 20 && first.usage.totals.messages > 20);
  assert.equal(statSync(cachePath).mode & 0o777, 0o600);
  assert.equal(statSync(join(cachePath, '..')).mode & 0o777, 0o700);
  // Other bytes in the same place with the same size and time: whoever read them would tell something else.
  for (const path of paths) {
    const { atime, mtime, size } = statSync(path);
    writeFileSync(path, Buffer.alloc(size, '\n'));
    utimesSync(path, atime, mtime);
  }
  assert.deepEqual(await tell(configDir, cachePath), first);
  for (const path of paths) utimesSync(path, 1, 1);
  const read = await tell(configDir, cachePath);
  assert.deepEqual([read.usage.totals.messages, read.sessions.length], [0, first.sessions.length]);
});

test('what is kept is damaged, cut, of another version or folder: all is counted anew [sessions.counts.kept]', async () => {
  const { configDir, cachePath } = madeTree(2);
  const first = await tell(configDir, cachePath);
  const kept = readFileSync(cachePath);
  const lines = kept.toString('utf8').split('\n');
  const damages: Record<string, [() => void, boolean]> = {
    deleted: [() => rmSync(cachePath), false],
    empty: [() => truncateSync(cachePath), false],
    cut: [() => truncateSync(cachePath, Math.floor(kept.length * 0.7)), false],
    'a byte changed': [() => spoil(kept.length >> 1), true],
    'numbers changed': [() => write(lines.map((line) => line.replace(/"count":\d+/, '"count":7'))), true],
    'wrong figures': [
      () => write(lines.map((line) => line.replace(/"titles":\{[^}]*\}/, '"titles":{"prompt":7}'))),
      true,
    ],
    'wrong models': [() => write(lines.map((line) => line.replace(/"models":\[[^\]]*\]/, '"models":[]'))), true],
    'wrong times': [() => write(lines.map((line) => line.replace(/"stamp":\[\d+/, '"stamp":["1"'))), true],
    'other fields': [() => write([lines[0] ?? '', '{"path":7}', '[]', 'null', '{"path":"x","stamp":[1]}', '']), true],
    'another version': [
      () => write([String(lines[0]).replace(/"version":\d+/, '"version":0'), ...lines.slice(1)]),
      false,
    ],
    'another folder': [() => write([String(lines[0]).replace(configDir, '/elsewhere'), ...lines.slice(1)]), false],
    'no text': [() => writeFileSync(cachePath, Buffer.alloc(10_000, 0xff)), false],
    'a link': [() => replace(() => symlinkSync('/dev/zero', cachePath)), false],
    'a folder': [() => replace(() => mkdirSync(cachePath)), false],
  };
  for (const [name, [damage, isTold]] of Object.entries(damages)) {
    rmSync(cachePath, { recursive: true, force: true });
    writeFileSync(cachePath, kept);
    damage();
    const told = await tell(configDir, cachePath);
    assert.deepEqual({ ...told, warnings: [] }, { ...first, warnings: [] }, name);
    if (isTold) assert.match(told.warnings.join(), /damaged/, name);
    if (name !== 'a folder')
      assert.deepEqual(await tell(configDir, cachePath), { ...first, warnings: [] }, `after ${name}`);
  }

  function write(changed: readonly string[]): void {
    writeFileSync(cachePath, changed.join('\n'));
  }
  function spoil(at: number): void {
    const bytes = Buffer.from(kept);
    bytes[at] = 0x22;
    writeFileSync(cachePath, bytes);
  }
  function replace(make: () => void): void {
    rmSync(cachePath);
    make();
  }
});

test('what grows, comes and goes between two processes is counted on [sessions.counts.kept]', async () => {
  const { configDir, cachePath, paths } = madeTree(3);
  await tell(configDir, cachePath);
  const bytes = paths.map((path) => readFileSync(path));
  for (let round = 0; round < 6; round += 1) {
    const path = paths[round] ?? '';
    appendFileSync(path, bytes[round + 7] ?? '');
    if (round % 2 === 0) rmSync(paths[round + 20] ?? '', { force: true });
    if (round % 3 === 0) truncateSync(path, 100);
    assert.deepEqual(await tell(configDir, cachePath), await tell(configDir), `round ${round}`);
  }
});
