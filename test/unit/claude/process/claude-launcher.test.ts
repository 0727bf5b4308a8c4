import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createProcessTable } from '../../../../src/claude/process/process-table.ts';
import type { CodezError } from '../../../../src/core/errors.ts';
import { createSessionMachine, endSession, SessionReader } from '../../../support/claude-sessions.ts';

test('a session starts, takes prompts and ends, and leaves nothing [sessions.process.start]', async () => {
  const machine = createSessionMachine();
  const spec = machine.spec({ model: 'a-model' });
  const running = await machine.launcher.launch(spec);
  const folder = join(machine.runRoot, spec.sessionId);
  const modes = Object.fromEntries(
    readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]),
  );
  assert.deepEqual(modes, { err: 0o600, in: 0o600, out: 0o600, 'process.json': 0o600 });
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.ok(statSync(join(folder, 'in')).isFIFO());
  const record = JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8'));
  assert.equal(record.pid, running.pid);
  assert.deepEqual(running.spec, spec);

  const reader = new SessionReader(running);
  assert.equal((await reader.prompt('say grüße 😀'))['result'], 'grüße 😀');
  assert.equal((await reader.prompt('say again'))['result'], 'again');
  const places = reader.records.map(({ place }) => place);
  assert.equal(new Set(places.map(({ stream }) => stream)).size, 1);
  assert.ok(places.every(({ offset }, at) => at === 0 || offset > (places[at - 1]?.offset ?? 0)));

  await assert.rejects(running.remove(), (error) => (error as CodezError).code === 'conflict');
  await running.end();
  const exit = await running.exited;
  assert.deepEqual({ code: exit.code, isAlive: running.isAlive }, { code: 143, isAlive: false });
  await assert.rejects(running.send({}), (error) => (error as CodezError).code === 'unavailable');
  await running.remove();
  assert.deepEqual(readdirSync(machine.runRoot), []);
});

test('two processes for one session are refused; after the end it is resumed', async () => {
  const machine = createSessionMachine();
  const spec = machine.spec();
  const first = await machine.launcher.launch(spec);
  const reader = new SessionReader(first);
  await reader.prompt('say one');
  for (const launcher of [machine.launcher, machine.another()]) {
    await assert.rejects(
      launcher.launch({ ...spec, start: 'resume' }),
      (error) => (error as CodezError).code === 'conflict',
    );
  }
  assert.equal((await reader.prompt('say two'))['result'], 'two');
  await endSession(first);
  const second = await machine.launcher.launch({ ...spec, start: 'resume' });
  assert.equal((await new SessionReader(second).prompt('say three'))['result'], 'three');
  assert.notEqual(second.pid, first.pid);
  await endSession(second);
});

const failures: readonly [name: string, oddity: string, message: RegExp][] = [
  ['exits at once', 'exit', /ended with exit code 3 before it was ready: .*\n?.*refuses to start/],
  ['says nothing', 'silent', /said nothing for 0\.5 s before it was ready$/],
  ['prints something else', 'garbage silent', /said nothing for 0\.5 s before it was ready: this is no JSON/],
  ['does not end when told to', 'silent ignore-sigterm', /said nothing/],
];
for (const [name, oddity, message] of failures) {
  test(`a program that ${name} gives a clear error and leaves nothing [sessions.process.failed-start]`, async () => {
    const machine = createSessionMachine();
    writeFileSync(join(machine.cwd, '.stand-in-claude'), oddity);
    const launcher = machine.another({ readyTimeoutMs: 500 });
    const spec = machine.spec();
    await assert.rejects(launcher.launch(spec), (error) => {
      assert.equal((error as CodezError).code, 'unavailable');
      assert.match((error as CodezError).message, message);
      return true;
    });
    assert.deepEqual(readdirSync(machine.runRoot), []);
    const left = await createProcessTable(process.platform).readingFrom(join(machine.runRoot, spec.sessionId, 'in'));
    assert.deepEqual(left, []);
  });
}

test('a start that is called off leaves nothing', async () => {
  const machine = createSessionMachine();
  writeFileSync(join(machine.cwd, '.stand-in-claude'), 'silent');
  const reason = new Error('called off');
  await assert.rejects(machine.launcher.launch(machine.spec(), AbortSignal.abort(reason)), reason);
  const stop = new AbortController();
  const launching = machine.launcher.launch(machine.spec(), stop.signal);
  while (readdirSync(machine.folder).every((name) => name !== 'run')) await new Promise(setImmediate);
  stop.abort(reason);
  await assert.rejects(launching, reason);
  assert.deepEqual(readdirSync(machine.runRoot), []);
});

test('a missing program, one that cannot run and a missing folder are told apart [sessions.process.binary]', async () => {
  const machine = createSessionMachine();
  const code = (expected: string, text: RegExp) => (error: unknown) => {
    assert.equal((error as CodezError).code, expected);
    assert.match(`${(error as CodezError).message} ${(error as CodezError).hint}`, text);
    return true;
  };
  const nowhere = machine.another({ claudeBin: join(machine.folder, 'none') });
  await assert.rejects(nowhere.launch(machine.spec()), code('unavailable', /Install it with: npm install -g/));
  const broken = join(machine.folder, 'broken');
  writeFileSync(broken, '#!/no/such/interpreter\n');
  chmodSync(broken, 0o755);
  const unable = machine.another({ claudeBin: broken });
  await assert.rejects(unable.launch(machine.spec()), code('unavailable', /could not be started/));
  const gone = machine.spec({ cwd: join(machine.folder, 'gone') });
  await assert.rejects(machine.launcher.launch(gone), code('invalid', /is no folder/));
  assert.deepEqual(readdirSync(machine.runRoot), []);
});

test('a process that ends in a turn hands on all it wrote, then its exit with the last lines [sessions.process.exit]', async () => {
  const machine = createSessionMachine();
  const running = await machine.launcher.launch(machine.spec());
  const reader = new SessionReader(running);
  await reader.send('huge 3000000\nexit 5');
  const exit = await running.exited;
  assert.deepEqual(exit, { code: 5, signal: null, stderr: 'stand-in: ends with 5 as it was told\n' });
  assert.equal(
    JSON.stringify(reader.records.at(-1)?.value).length,
    3_000_000 + JSON.stringify({ type: 'huge', text: '', session_id: running.sessionId }).length,
  );
  await endSession(running);
});

test('lines that are no records are told as such, and the next ones are whole [sessions.process.output]', async () => {
  const machine = createSessionMachine();
  const running = await machine.launcher.launch(machine.spec());
  const reader = new SessionReader(running);
  assert.equal((await reader.prompt('garbage\nsay fine'))['result'], 'fine');
  const odd = reader.records.filter(({ value }) => value === undefined).map(({ text }) => text);
  assert.deepEqual(odd, ['no record at all', '{"type":"torn', '[1,2]', '\u0000\u001b[31m']);
  await endSession(running);
});

test('a prompt larger than a pipe arrives whole', async () => {
  const machine = createSessionMachine();
  const running = await machine.launcher.launch(machine.spec());
  const reader = new SessionReader(running);
  const text = `${'é'.repeat(2_000_000)}`;
  assert.equal((await reader.prompt(`say short\n${text}`))['result'], 'short');
  await endSession(running);
});

test('output is cut when it is large: the next places are in another stream [sessions.process.cut]', async () => {
  const machine = createSessionMachine();
  const spec = machine.spec();
  const running = await machine.launcher.launch(spec);
  const reader = new SessionReader(running);
  await reader.prompt('say small');
  await running.cut();
  const out = join(machine.runRoot, spec.sessionId, 'out');
  assert.ok(statSync(out).size > 0, 'a small output is left as it is');
  await reader.prompt('huge 2000000\nsay large');
  await reader.waitFor(({ value }) => value?.['state'] === 'completed' && reader.records.at(-1)?.value === value);
  await running.drain();
  await running.cut();
  assert.ok(statSync(out).size < 2_000_000);
  await reader.prompt('say next');
  const streams = [...new Set(reader.records.map(({ place }) => place.stream))];
  assert.equal(streams.length, 2);
  running.detach();
  const [adopted] = (await machine.another().adoptAll()).processes;
  assert.ok(adopted !== undefined);
  const again = new SessionReader(adopted);
  await adopted.drain();
  assert.ok(again.records.length > 0);
  assert.ok(again.records.every(({ place }) => place.stream === streams[1]));
  await endSession(adopted);
});
