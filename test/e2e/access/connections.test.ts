import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { pingAs } from '../../support/host-caller.ts';
import { startServer } from '../../support/server.ts';

const skip = ((): string | false => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'the program prlimit is not there';
  }
})();

test('who opens connections without end takes no file from the store, and idle ones make room [access.connections.limit]', {
  skip,
}, async (t) => {
  const server = await startServer({ inside: ['prlimit', '--nofile=640:640'], args: ['--rate-limit', 'off'] });
  t.after(() => server.stop());
  const { key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1' });
  const opened: Socket[] = [];
  t.after(() => {
    for (const socket of opened) socket.destroy();
  });
  /** Opens a connection that stays, once it is answered; resolves to false when it was cut off. */
  const hold = async (): Promise<boolean> => {
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    opened.push(socket);
    socket.write(`GET /x HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nVia: 1.1 x\r\n\r\n`);
    return await new Promise((resolve) => {
      socket.once('data', () => resolve(true)).once('close', () => resolve(false));
    });
  };
  let held = 0;
  while (await hold()) assert.ok(++held <= 320, 'there is no limit');
  assert.ok(held >= 100, `only ${held} connections`);
  assert.equal(await pingAs(server, key), '200');
  await callAsOwner(server, 'memory_store', { content: 'still written' });
  await callAsOwner(server, 'access_log', { limit: 1 });
  assert.doesNotMatch(server.stderr(), /EMFILE/);
});
