import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { callAsOwner, pickedOf, withRows } from '../../support/access-rows.ts';
import { runCodez } from '../../support/codez-process.ts';
import { manage, sendWithKey } from '../../support/host-caller.ts';
import { parseReply } from '../../support/mcp.ts';
import { startServer } from '../../support/server.ts';

const SESSION = '11111111-2222-4333-8444-555555555555';
const TOOL_USE = 'toolu_of_the_owner';

/** A conversation of the owner's, of which a stranger has learnt the id of a tool use. */
function putTranscript(home: string): void {
  const folder = join(home, '.claude', 'projects', '-srv-shop');
  mkdirSync(folder, { recursive: true });
  const use = { type: 'tool_use', id: TOOL_USE, name: 'Bash', input: { command: 'ls' } };
  const line = {
    type: 'assistant',
    uuid: 'b1111111-2222-4333-8444-555555555555',
    parentUuid: null,
    sessionId: SESSION,
    cwd: '/srv/shop',
    version: '2.0.0',
    isSidechain: false,
    timestamp: new Date().toISOString(),
    message: { id: 'm1', role: 'assistant', model: 'm', content: [use], usage: { input_tokens: 1, output_tokens: 1 } },
  };
  writeFileSync(join(folder, `${SESSION}.jsonl`), `${JSON.stringify(line)}\n`);
}

test('who acts as a session is found in the log and counted by the key it came with [access.log.rows.via]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const types = ['tool.started'];
  const { cursor } = await callAsOwner<{ cursor: string }>(server, 'poll_events', { types, timeout_ms: 0 });
  putTranscript(server.folder);
  await callAsOwner(server, 'poll_events', { types, cursor, timeout_ms: 30_000 });
  const { key } = await manage(server, 'host', 'add', 'web-1', '--insecure');
  const call = (args: object): object => ({
    method: 'tools/call',
    params: { name: 'memory_store', arguments: args, _meta: { 'claudecode/toolUseId': TOOL_USE } },
  });
  const { result: replies, rows } = await withRows(server, 2, async () => [
    await sendWithKey(server, key, call({ content: 'x' })),
    await sendWithKey(server, key, call({ content: 'x', space: 'local' })),
  ]);
  assert.deepEqual(
    replies.map((reply) => parseReply(reply).result?.['isError'] === true),
    [false, true],
  );
  for (const row of rows) {
    const expected = { principal: `session:${SESSION}`, via: 'host:web-1', space: 'web-1' };
    assert.deepEqual(pickedOf(row, 'principal', 'via', 'space'), expected);
  }
  const { rows: found } = await callAsOwner<{ rows: AccessRow[] }>(server, 'access_log', { principal: 'host:web-1' });
  assert.deepEqual(
    found.map(({ request_id: id }) => id),
    rows.map(({ request_id: id }) => id).toReversed(),
  );
  const { stdout } = await runCodez(['logs', '--host', 'web-1'], server.env);
  assert.match(stdout, /session:\S+ \(host:web-1\)/);
  assert.equal((await manage(server, 'host', 'show', 'web-1')).calls, 2);
  const own = await withRows(server, 1, () => sendWithKey(server, key, { method: 'ping' }));
  assert.equal(own.rows[0]?.via, undefined);
});
