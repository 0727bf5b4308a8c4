import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runProgram } from '../../support/codez-process.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

/** Connects, waits until the server has seen whose connection it is, sends a request and is gone. */
const SEND_AND_GO = `
const { connect } = require('node:net');
const [port, body, wait] = process.argv.slice(1);
const request = 'POST /api/tools/respond_permission HTTP/1.1\\r\\nHost: 127.0.0.1:' + port +
  '\\r\\nContent-Type: application/json\\r\\nContent-Length: ' + Buffer.byteLength(body) + '\\r\\n\\r\\n' + body;
const health = 'GET /api/tools HTTP/1.1\\r\\nHost: 127.0.0.1:' + port + '\\r\\n\\r\\n';
const socket = connect(Number(port), '127.0.0.1', () => socket.write(wait === 'first' ? health : ''));
const go = () => socket.write(request, () => process.exit());
if (wait === 'first') socket.once('data', () => setTimeout(go, 50));
else socket.once('connect', go);
`;

test('a program of an agent that sends its answer and is gone counts as inside all the same [access.inside.gone]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: 'call Bash {"command":"echo asked","description":"x"}' });
  const { request_id: requestId } = await door.permission(id, cursor);
  const body = JSON.stringify({ session_id: id, request_id: requestId, behavior: 'allow' });
  const env = { PATH: process.env['PATH'] ?? '', CLAUDE_CODE_SESSION_ID: id };
  for (const when of ['first', 'at-once']) {
    for (let at = 0; at < 5; at += 1) {
      await runProgram(process.execPath, ['-e', SEND_AND_GO, String(door.server.port), body, when], { env });
    }
  }
  const { requests } = (await door.call('list_permissions', { session_id: id })) as {
    requests: { request_id: string }[];
  };
  assert.deepEqual(
    requests.map((request) => request.request_id),
    [requestId],
  );
});
