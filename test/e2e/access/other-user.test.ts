import assert from 'node:assert/strict';
import { chownSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { runProgram } from '../../support/codez-process.ts';
import { canBeRunByOthers, NO_OTHER_USER, NOBODY } from '../../support/other-user.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

const skip = NO_OTHER_USER;

/** Sends a ping with curl as the user `uid`; returns the reply and, on the last line, its status. */
async function curl(server: TestServer, uid: number, name = '127.0.0.1'): Promise<string> {
  const args = ['-s', '-g', '-w', '\\n%{http_code}', '-H', 'Content-Type: application/json', '-d', PING];
  const { stdout } = await runProgram('curl', [...args, `http://${name}:${server.port}/mcp`], {
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: '/',
    uid,
  });
  return stdout;
}

test("another user's process is not trusted, its own user's is [access.loopback.user]", { skip }, async () => {
  const server = await startServer();
  const names = hasIpv6() ? ['127.0.0.1', 'localhost', '[::1]'] : ['127.0.0.1', 'localhost'];
  for (const name of names) {
    assert.match(await curl(server, NOBODY, name), /Unauthorized: Bearer token required.*\n401$/, name);
    assert.match(await curl(server, 0, name), /"result":\{\}\}\n200$/, name);
  }
  await server.stop();
});

test("root is not the same user as another user's server [access.loopback.user]", { skip }, async (t) => {
  const folder = scratchFolder();
  chownSync(folder, NOBODY, NOBODY);
  if (!canBeRunByOthers()) return t.skip('the project lies in a folder that other users cannot read');
  const server = await startServer({ folder, uid: NOBODY });
  assert.match(await curl(server, 0), /Unauthorized: Bearer token required.*\n401$/);
  assert.match(await curl(server, NOBODY), /"result":\{\}\}\n200$/);
  await server.stop();
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
}
