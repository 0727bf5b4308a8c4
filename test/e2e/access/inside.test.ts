import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runProgram } from '../../support/codez-process.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

const PROMPT = 'call Bash {"command":"echo asked","description":"x"}';

test('a program that an agent starts answers no permission of its session, nor of any that it has not made [access.inside.process]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: PROMPT });
  const { request_id: requestId } = await door.permission(id, cursor);
  const body = JSON.stringify({ session_id: id, request_id: requestId, behavior: 'allow' });
  const curl = `curl -s -X POST -d '${body}' ${door.server.url}/api/tools/respond_permission`;
  const rpc = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'respond_permission', arguments: JSON.parse(body) },
  });
  const mcp = `curl -s -H 'content-type: application/json' -d '${rpc}' ${door.server.url}/mcp`;
  const env = { PATH: process.env['PATH'] ?? '', CLAUDE_CODE_SESSION_ID: id };
  // The second one hides its own environment, not that of the shell it was started by.
  for (const line of [curl, `env -i PATH="$PATH" ${curl}; true`, mcp]) {
    const { stdout } = await runProgram('/bin/sh', ['-c', line], { env });
    assert.match(stdout, /forbidden/, stdout);
    assert.match(stdout, new RegExp(`session:${id}`));
  }
  const other = { ...env, CLAUDE_CODE_SESSION_ID: '99999999-2222-4333-8444-555555555555' };
  const { stdout } = await runProgram('/bin/sh', ['-c', curl], { env: other });
  assert.match(stdout, /"resolved":true/, 'a session that is not known here is nobody');
});
