import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanEnvironment, runCodez, runProgram } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer } from '../../support/server.ts';

const env = cleanEnvironment(scratchFolder());

/** Returns true when nobody owns the data directory. */
async function isFree(home: string): Promise<boolean> {
  return (await runProgram('flock', ['-n', join(home, 'owner.lock'), 'true'], { env })).code === 0;
}

/** Owns a new data directory as another process would, until its input ends. */
async function holdHome() {
  const folder = scratchFolder();
  const home = join(folder, '.codez');
  mkdirSync(home, { mode: 0o700 });
  const holder = spawn('flock', [join(home, 'owner.lock'), 'sh', '-c', 'echo held; exec cat'], { env });
  await once(holder.stdout, 'data');
  return { folder, release: () => holder.stdin.end() };
}

test('a call goes through the server that owns the directory, else owns it while it runs [storage.owner.cli]', async () => {
  const server = await startServer();
  assert.equal(await isFree(server.home), false);
  const through = await runCodez(['call', 'memory_store', '--id', 'a', '--content', 'x'], server.env);
  assert.equal(through.code, 0, through.stderr);
  assert.equal(await isFree(server.home), false);
  await server.stop();
  assert.equal(await isFree(server.home), true);
  const alone = await runCodez(['call', 'memory_retrieve', 'a'], server.env);
  assert.match(alone.stdout, /"status":"found"/);
  assert.equal(await isFree(server.home), true);
});

test('serve waits for a command that owns the directory, and after 3 s ends with 5 [storage.owner.serve-waits]', async () => {
  const brief = await holdHome();
  const starting = startServer({ folder: brief.folder });
  await delay(500);
  brief.release();
  assert.equal(await (await starting).stop(), 0);

  const long = await holdHome();
  const { code, stderr } = await runCodez(['serve', '--port', '0'], cleanEnvironment(long.folder));
  long.release();
  assert.equal(code, 5);
  assert.match(stderr, /^error: The data directory .* is in use by another process\nhint: {2}.*--home/);
});
