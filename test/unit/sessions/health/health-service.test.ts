import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLogger } from '../../../../src/core/logger.ts';
import { createClaudePart } from '../../../../src/sessions/health/claude-part.ts';
import {
  createHealthService,
  type HealthOptions,
  type RunningHealth,
} from '../../../../src/sessions/health/create-health-service.ts';
import { createDiskPart } from '../../../../src/sessions/health/disk-part.ts';
import { type HealingLog, openHealingLog } from '../../../../src/sessions/health/healing-log.ts';
import { createTemporaryFilesPart } from '../../../../src/sessions/health/temporary-files-part.ts';
import type { WatchedPart } from '../../../../src/sessions/health/watched-part.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { collectLogger, openTestStore, withStore } from '../../../support/store.ts';

const NO_LOG: HealingLog = { add: () => {}, newestFirst: () => [] };

function healthOf(parts: readonly WatchedPart[], options: Partial<HealthOptions> = {}): RunningHealth {
  return createHealthService({
    parts,
    log: NO_LOG,
    logger: silentLogger,
    clock: () => 5_000,
    version: '1.2.3',
    startedAt: 1_000,
    known: () => ({
      sessions: { live: 2, mirror: 1 },
      hub: { state: 'none' },
      store: { state: 'ok' },
      index: { state: 'none' },
    }),
    ...options,
  });
}

test('a part that is not well, throws or never answers makes the whole not well, and the others are still seen [sessions.health.parts]', async () => {
  const lines: string[] = [];
  const parts: readonly WatchedPart[] = [
    { name: 'well', look: () => ({ ok: true, details: { seen: 1 } }) },
    { name: 'ill', look: () => ({ ok: false, details: { problem: 'it hurts' } }) },
    { name: 'throwing', look: () => Promise.reject(new Error('no way')) },
    { name: 'silent', look: () => new Promise(() => {}) },
  ];
  const health = healthOf(parts, { patienceMs: 20, logger: collectLogger(lines) });
  assert.equal(health.summary().ok, true, 'nothing is known yet');
  await health.round();
  assert.equal(health.summary().ok, false);
  const { subsystems } = await health.details();
  assert.deepEqual(
    subsystems.map(({ name, ok }) => [name, ok]),
    [
      ['well', true],
      ['ill', false],
      ['throwing', false],
      ['silent', false],
    ],
  );
  assert.deepEqual(
    subsystems.map(({ details }) => details['problem']),
    [undefined, 'it hurts', 'no way', 'no answer within 20 ms'],
  );
  const warnings = lines.filter((line) => line.includes('not well'));
  assert.equal(warnings.length, 3, 'each is said once');
});

test('what is well again makes the whole well again', async () => {
  let isWell = false;
  const health = healthOf([{ name: 'part', look: () => ({ ok: isWell, details: {} }) }]);
  await health.round();
  assert.equal(health.summary().ok, false);
  isWell = true;
  await health.round();
  assert.deepEqual(health.summary(), {
    ok: true,
    version: '1.2.3',
    uptime_ms: 4_000,
    sessions: { live: 2, mirror: 1 },
    hub: { state: 'none' },
    store: { state: 'ok' },
    index: { state: 'none' },
  });
});

test('what is looked at on demand only is not looked at by the loop and has no say in the whole', async () => {
  let looks = 0;
  const look = (): { ok: boolean; details: object } => ({ ok: false, details: { looks: ++looks } as object });
  const health = healthOf([{ name: 'dear', isLookedAtOnDemand: true, look: look as WatchedPart['look'] }]);
  await health.round();
  assert.equal(looks, 0);
  assert.deepEqual((await health.details()).subsystems, [{ name: 'dear', ok: false, details: { looks: 1 } }]);
  assert.equal(health.summary().ok, true);
});

test('what was mended is told newest first, a hundred at most, after a restart too [sessions.health.log]', async () => {
  const home = scratchFolder();
  let count = 0;
  const part: WatchedPart = {
    name: 'part',
    look: () => ({ ok: true, details: {} }),
    heal: async () => [{ action: 'mended', details: { count: ++count } }],
  };
  await withStore(home, async (store) => {
    const health = healthOf([part], { log: await openHealingLog(store, silentLogger) });
    for (let index = 0; index < 103; index++) await health.round();
  });
  await withStore(home, async (store) => {
    const { log } = await healthOf([], { log: await openHealingLog(store, silentLogger) }).details();
    assert.equal(log.length, 100);
    assert.deepEqual(log[0], {
      at: '1970-01-01T00:00:05.000Z',
      action: 'mended',
      details: { part: 'part', count: 103 },
    });
    assert.equal(log.at(-1)?.details['count'], 4);
  });
});

test('mending that fails stops neither the look nor the next part', async () => {
  const seen: string[] = [];
  const heal = (): Promise<never> => Promise.reject(new Error('cannot'));
  const partOf = (name: string): WatchedPart => ({
    name,
    heal,
    look: () => {
      seen.push(name);
      return { ok: true, details: {} };
    },
  });
  await healthOf([partOf('a'), partOf('b')]).round();
  assert.deepEqual(seen, ['a', 'b']);
});

test('rounds do not overlap, and closing waits for the one that is on', async () => {
  let begun = 0;
  let finish = (): void => {};
  let tellBegun = (): void => {};
  const isOn = new Promise<void>((resolve) => {
    tellBegun = resolve;
  });
  const part: WatchedPart = {
    name: 'slow',
    look: () =>
      new Promise((resolve) => {
        begun++;
        finish = () => resolve({ ok: true, details: {} });
        tellBegun();
      }),
  };
  const health = healthOf([part]);
  const first = health.round();
  assert.equal(health.round(), first);
  await isOn;
  let isClosed = false;
  const closed = health.close().then(() => {
    isClosed = true;
  });
  await new Promise(setImmediate);
  assert.equal(isClosed, false);
  finish();
  await Promise.all([first, closed]);
  assert.equal(begun, 1);
});

test('a disk with little room is not well [sessions.health.disk]', async () => {
  const folder = scratchFolder();
  assert.equal((await createDiskPart(folder, 0).look()).ok, true);
  const low = await createDiskPart(folder, Number.MAX_SAFE_INTEGER).look();
  assert.equal(low.ok, false);
  assert.match(String(low.details['problem']), /bytes free/);
});

test('temporary files an hour old are removed, younger ones, links and folders are not [sessions.health.temporary-files]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home);
  await store.close();
  const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
  mkdirSync(join(home, 'cache'));
  mkdirSync(join(home, 'folder.tmp'));
  for (const name of ['state.json.00aa.tmp', 'young.tmp', 'notes.txt', 'cache/transcripts.json.1.tmp']) {
    writeFileSync(join(home, name), 'x');
    if (name !== 'young.tmp') utimesSync(join(home, name), old, old);
  }
  symlinkSync(join(home, 'notes.txt'), join(home, 'link.tmp'));
  const part = createTemporaryFilesPart(home, Date.now);
  assert.deepEqual((await part.look()).details, { stale: 2 });
  const mended = await part.heal?.();
  assert.deepEqual(mended?.map(({ details }) => details['file']).toSorted(), [
    'cache/transcripts.json.1.tmp',
    'state.json.00aa.tmp',
  ]);
  const left = readdirSync(home);
  for (const name of ['young.tmp', 'notes.txt', 'folder.tmp', 'link.tmp']) assert.ok(left.includes(name), name);
  assert.deepEqual(readdirSync(join(home, 'cache')), []);
  assert.deepEqual(await part.heal?.(), []);
});

test('the claude binary is told with its version, asked once while it stays the same [sessions.health.claude]', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'claude');
  const install = (version: string): void => {
    writeFileSync(path, `#!/bin/sh\necho asked >> ${folder}/asked\necho '${version}'\n`, { mode: 0o755 });
    const { length } = readdirSync(folder);
    utimesSync(path, length, length);
  };
  install('2.1.0 (Claude Code)');
  const part = createClaudePart(async () => ({ path }), { PATH: process.env['PATH'] });
  for (let look = 0; look < 2; look++) {
    assert.deepEqual(await part.look(), { ok: true, details: { path, version: '2.1.0 (Claude Code)' } });
  }
  install('2.2.0 (Claude Code)');
  assert.deepEqual((await part.look()).details, { path, version: '2.2.0 (Claude Code)' });
  const missing = createClaudePart(async () => ({ missing: 'there is none' }), {});
  assert.deepEqual(await missing.look(), { ok: false, details: { problem: 'there is none' } });
});
