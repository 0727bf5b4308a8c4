import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createProcTable } from '../../src/claude/process/proc-table.ts';
import { createPsTable } from '../../src/claude/process/ps-table.ts';
import { scratchFolder } from '../support/scratch.ts';

/** Every way to look at processes; `ps` is also asked where there is /proc, so that it is not first tried elsewhere. */
const TABLES = [
  { name: 'proc', create: createProcTable, isHere: process.platform === 'linux' },
  { name: 'ps', create: () => createPsTable(process.platform), isHere: process.platform !== 'win32' },
];

async function startSleeper(
  t: TestContext,
  stdin: number | 'ignore' = 'ignore',
): Promise<ChildProcess & { readonly pid: number }> {
  const env = { PATH: process.env['PATH'] ?? '', CODEZ_TEST_MARK: 'a b' };
  const child = spawn('sleep', ['1000'], { env, stdio: [stdin, 'ignore', 'ignore'], argv0: 'odd (name) ' });
  await once(child, 'spawn');
  t.after(() => child.kill('SIGKILL'));
  return child as typeof child & { pid: number };
}

for (const { name, create, isHere } of TABLES) {
  const skip = isHere ? false : 'this system has none';

  test(`${name}: a process is known with its start and its parent until it has ended`, { skip }, async (t) => {
    const table = create();
    const child = await startSleeper(t);
    const start = await table.startOf(child.pid);
    assert.equal(await table.startOf(child.pid), start);
    const own = await table.startOf(process.pid);
    assert.ok(start !== undefined && own !== undefined && start >= own);
    const entry = (await table.list()).find(({ pid }) => pid === child.pid);
    assert.deepEqual(entry, { pid: child.pid, parentPid: process.pid, start });
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await table.startOf(child.pid), undefined);
  });

  test(`${name}: an ended process nobody has waited for is gone`, { skip }, async (t) => {
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 1000'], { stdio: ['ignore', 'pipe', 'ignore'] });
    t.after(() => parent.kill('SIGKILL'));
    const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
    const table = create();
    while ((await table.startOf(Number(printed.toString()))) !== undefined) await new Promise(setImmediate);
    assert.equal(
      (await table.list()).find(({ pid }) => pid === Number(printed.toString())),
      undefined,
    );
  });

  test(`${name}: processes are found by a variable of their environment`, { skip }, async (t) => {
    const table = create();
    const child = await startSleeper(t);
    const found = await table.withVariable('CODEZ_TEST_MARK', 'a b');
    assert.ok(found.some(({ pid }) => pid === child.pid));
    for (const value of ['a', 'b', 'a b c', '']) {
      const others = await table.withVariable('TEST_MARK', value);
      assert.ok(!others.some(({ pid }) => pid === child.pid), value);
    }
  });

  test(`${name}: processes are found by the file they read`, { skip }, async (t) => {
    const path = join(scratchFolder(), 'in');
    writeFileSync(path, '');
    const child = await startSleeper(t, openSync(path, 'r'));
    const found = await create().readingFrom(path);
    // lsof is not everywhere; where it is missing nothing is found, and nothing wrong.
    assert.ok(found.every(({ pid }) => pid === child.pid));
    if (name === 'proc') assert.equal(found.length, 1);
    assert.deepEqual(await create().readingFrom(`${path}2`), []);
  });

  test(`${name}: the boot has a name that stays`, { skip }, async () => {
    const table = create();
    assert.equal(await table.bootId(), await table.bootId());
    assert.ok((await table.bootId()).length > 3);
  });
}
