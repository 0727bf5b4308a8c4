import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cleanEnvironment, runCodez, runProgram } from '../../support/codez-process.ts';
import { send } from '../../support/http.ts';
import { installAsVersion } from '../../support/other-version.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer } from '../../support/server.ts';

const inBackground: NodeJS.ProcessEnv[] = [];
after(async () => {
  for (const env of inBackground) await runCodez(['stop'], env);
});

test('stop ends the running server and waits until it is gone; without one it says so [cli.stop]', async () => {
  const server = await startServer();
  const { code, stdout } = await runCodez(['stop'], server.env);
  assert.equal(code, 0);
  assert.equal(stdout, `Stopped the server at ${server.url} (pid ${server.pid}).\n`);
  assert.equal(await server.stop(), 0, 'it had ended by itself');
  const again = await runCodez(['stop', '--json'], server.env);
  assert.deepEqual([again.code, again.stdout], [0, '{"stopped":false}\n']);
});

test('stop does not touch a process that only a stale record names', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, '.codez'), { mode: 0o700 });
  const record = {
    pid: process.pid,
    url: 'http://127.0.0.1:1',
    started_at: new Date().toISOString(),
    version: '0.1.0',
  };
  writeFileSync(join(folder, '.codez', 'server.json'), JSON.stringify(record));
  const { code, stdout } = await runCodez(['stop'], cleanEnvironment(folder));
  assert.equal(code, 0);
  assert.match(stdout, /^No server is running/);
});

test('restart replaces the running server by one with the same options, in the background [cli.restart]', async () => {
  const server = await startServer({
    args: ['--allowed-hosts', 'code.example.com'],
    env: { CODEZ_MCP_SESSION_TTL: '2h' },
  });
  const env = cleanEnvironment(server.folder);
  inBackground.push(env);
  await runCodez(['call', 'memory_store', '--content', 'before the restart'], env);
  const { code, stdout, stderr } = await runCodez(['restart', '--port', String(server.port)], env);
  assert.equal(code, 0, stderr);
  const [, url, pid] = /^codez restarted on (\S+) \(mcp: \/mcp\), pid (\d+)\n$/.exec(stdout) ?? [];
  assert.equal(url, server.url);
  assert.notEqual(Number(pid), server.pid);
  const record = JSON.parse(readFileSync(join(server.home, 'server.json'), 'utf8')) as { pid: number; argv: string[] };
  assert.equal(record.pid, Number(pid));
  assert.ok(record.argv.includes('--mcp-session-ttl=7200'), 'what came from a variable is kept');
  const allowed = await send(server.url, { path: '/api/tools', headers: { host: 'code.example.com' } });
  assert.doesNotMatch(allowed.text, /Host not allowed/);
  assert.match((await runCodez(['call', 'memory_search', 'restart'], env)).stdout, /before the restart/);
});

test('stop hits no process but the server, whatever the record says', async () => {
  const server = await startServer();
  const record = join(server.home, 'server.json');
  const written = readFileSync(record, 'utf8');
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    for (const pid of [bystander.pid, 0, -1, '1']) {
      writeFileSync(record, JSON.stringify({ ...JSON.parse(written), pid }));
      const { stdout } = await runCodez(['stop'], server.env);
      assert.match(stdout, /^No server is running/, String(pid));
    }
    assert.equal(bystander.exitCode ?? bystander.signalCode, null);
    writeFileSync(record, written);
    assert.match((await runCodez(['stop'], server.env)).stdout, /^Stopped the server/);
  } finally {
    bystander.kill('SIGKILL');
    await server.stop();
  }
});

test('restart without a server starts one; one that cannot start says why', async () => {
  const env = cleanEnvironment(scratchFolder());
  inBackground.push(env);
  const started = await runCodez(['restart', '--port', '0'], env);
  assert.match(started.stdout, /^codez started on http:\/\/127\.0\.0\.1:\d+ /);
  const refused = await runCodez(['restart', '--host', '0.0.0.0'], cleanEnvironment(scratchFolder()));
  assert.equal(refused.code, 6);
  assert.match(refused.stderr, /did not start\. It said:\n[\s\S]*Listening on 0\.0\.0\.0 without TLS[\s\S]*hint: /);
});

test('status says whether a server runs, which version, and how the store is [cli.status]', async () => {
  const server = await startServer();
  const running = await runCodez(['status'], server.env);
  assert.equal(running.code, 0);
  assert.match(
    running.stdout,
    new RegExp(`^server +running at ${server.url}, pid ${server.pid}, since .*\\nversion +0\\.1\\.0\\n`),
  );
  assert.match(running.stdout, /^store +ok, 0 notes$/m);
  await server.stop();
  const down = await runCodez(['status', '--json'], server.env);
  assert.equal(down.code, 6);
  const status = JSON.parse(down.stdout) as { running: boolean; store: { state: string } };
  assert.deepEqual([status.running, status.store.state], [false, 'ok']);
});

test('config points a client at the running server, wherever it listens', async () => {
  const server = await startServer();
  const { stdout } = await runCodez(['config', 'claude', '--print'], server.env);
  assert.ok(stdout.includes(`"${server.url}/mcp"`), stdout);
  await server.stop();
  assert.ok((await runCodez(['config', 'claude', '--print'], server.env)).stdout.includes('127.0.0.1:4097/mcp'));
});

test('a codez of another version than the server says so and names codez restart [cli.version-skew]', async () => {
  const server = await startServer();
  const { code, stderr } = await runProgram(process.execPath, [installAsVersion('9.9.9'), 'tools'], {
    env: server.env,
  });
  assert.equal(code, 0);
  assert.equal(stderr, 'warning: this is codez 9.9.9, the running server is 0.1.0: run `codez restart`\n');
  assert.equal((await runCodez(['tools'], server.env)).stderr, '');
  await server.stop();
});
