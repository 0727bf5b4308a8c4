import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CODEZ_BIN } from '../support/codez-process.ts';
import { watchFor } from '../support/watch-for.ts';
import { configure } from './support/configure.ts';
import { createSessionsMachine } from './support/sessions-machine.ts';
import { type CallTool, openMcpClient } from './support/tool-doors.ts';

/** Agents that reach codez from inside a session: through their own MCP client, and through their shell. */

async function askForPermission(call: CallTool, id: string, file: string): Promise<string> {
  await call('send_prompt', { session_id: id, text: `call Bash {"command":"touch ${file}"}\nsay touched` });
  const { events } = await call('poll_events', {
    session_id: id,
    types: ['permission.requested'],
    timeout_ms: 30_000,
  });
  return events.at(-1).request_id;
}

test('through its tools an agent answers neither for itself nor for a session it did not make [sessions.inside.no-self-approval]', async (t) => {
  const machine = await createSessionsMachine(t);
  await configure(machine.claude, 'claude', '--url', `${machine.server.url}/mcp`);
  const call = await openMcpClient(t, machine.server.url);
  const folder = machine.makeFolder('agents');
  const file = join(folder, 'touched');
  const tools = ['mcp__codez__respond_permission', 'Bash'];
  const { session_id: worker } = await call('create_session', { cwd: folder });
  const { session_id: other } = await call('create_session', { cwd: folder, allowed_tools: tools });

  const request = await askForPermission(call, worker, file);
  const answer = { session_id: worker, request_id: request, behavior: 'allow' };
  const { prompt: throughMcp } = await call('send_and_wait', {
    session_id: other,
    text: `call mcp__codez__respond_permission ${JSON.stringify(answer)}`,
  });
  assert.equal(throughMcp.state, 'done');
  assert.match(throughMcp.result_text, new RegExp(`session:${other} may not answer for session ${worker}`));
  const { prompt: forItself } = await call('send_and_wait', {
    session_id: other,
    text: `call mcp__codez__respond_permission ${JSON.stringify({ ...answer, session_id: other })}`,
  });
  assert.match(forItself.result_text, new RegExp(`session:${other} may not answer for session ${other}`));

  const body = JSON.stringify(answer).replaceAll('"', '\\"');
  const command = `curl -s -H "content-type: application/json" -d "${body}" ${machine.server.url}/api/tools/respond_permission`;
  const { prompt: throughShell } = await call('send_and_wait', {
    session_id: other,
    text: `call Bash ${JSON.stringify({ command })}`,
  });
  assert.match(throughShell.result_text, /forbidden/);

  const { requests } = await call('list_permissions', { session_id: worker });
  assert.deepEqual(
    requests.map(({ request_id }: { request_id: string }) => request_id),
    [request],
  );
  assert.equal(existsSync(file), false);
  await call('respond_permission', answer);
  const { events } = await call('poll_events', { session_id: worker, types: ['prompt.finished'], timeout_ms: 30_000 });
  assert.equal(events.at(-1).result_text, 'touched');
  assert.ok(existsSync(file));
});

test('a program that an agent has left running does not answer the agent’s own request, by no door [sessions.inside.no-self-approval]', async (t) => {
  const machine = await createSessionsMachine(t);
  const call = await openMcpClient(t, machine.server.url);
  const folder = machine.makeFolder('sly');
  const { session_id: id, cursor } = await call('create_session', { cwd: folder, allowed_tools: ['Bash(sh sly.sh)'] });
  const codez = `'${process.execPath}' '${CODEZ_BIN}'`;
  const said = join(folder, 'said');
  const file = join(folder, 'written');
  const api = `${machine.server.url}/api/tools`;
  const events = { session_id: id, cursor, types: ['permission.requested'], timeout_ms: 30_000 };
  const lines = [
    `request=$(curl -s -d '${JSON.stringify(events)}' ${api}/poll_events | jq -r '.data.events[0].request_id')`,
    `answer='{"session_id":"${id}","behavior":"allow","request_id":"'$request'"}'`,
    'exec >said.new 2>&1',
    `curl -s -d "$answer" ${api}/respond_permission; echo`,
    `env -i curl -s -d "$answer" ${api}/respond_permission; echo`,
    `${codez} call respond_permission --input "$answer"`,
    `env -u CLAUDE_CODE_SESSION_ID ${codez} sessions permit "$request" allow`,
    `echo "asked for $request"`,
    'mv said.new said',
  ];
  writeFileSync(join(folder, 'sly.sh'), `${lines.join('\n')}\n`);
  const steps = [
    'call Bash {"command":"sh sly.sh","run_in_background":true}',
    `call Write ${JSON.stringify({ file_path: file, content: 'x' })}`,
    'say written',
  ];
  await call('send_prompt', { session_id: id, text: steps.join('\n'), prompt_id: 'sly' });
  const refusals = (await watchFor(said)).trim().split('\n');
  const { requests } = await call('list_permissions', { session_id: id });
  assert.equal(requests.length, 1, refusals.join('\n'));
  const { request_id: request } = requests[0];
  assert.equal(refusals.at(-1), `asked for ${request}`);
  assert.equal(refusals.filter((line) => line.includes(`session:${id} may not answer`)).length, 4, refusals.join('\n'));
  assert.equal(existsSync(file), false);
  await call('respond_permission', { session_id: id, request_id: request, behavior: 'allow' });
  const { prompt } = await call('send_and_wait', { session_id: id, text: steps.join('\n'), prompt_id: 'sly' });
  assert.equal(prompt.result_text, 'written');
  assert.equal(readFileSync(file, 'utf8'), 'x');
});

test('an agent answers for a session it has made, within its own mode [sessions.inside.child-answers]', async (t) => {
  const machine = await createSessionsMachine(t);
  await configure(machine.claude, 'claude', '--url', `${machine.server.url}/mcp`);
  const call = await openMcpClient(t, machine.server.url);
  const folder = machine.makeFolder('family');
  const { session_id: parent } = await call('create_session', { cwd: folder, allowed_tools: ['mcp__codez__*'] });
  const ask = async (tool: string, args: object): Promise<string> => {
    const { prompt } = await call('send_and_wait', {
      session_id: parent,
      text: `call mcp__codez__${tool} ${JSON.stringify(args)}`,
    });
    return prompt.result_text;
  };
  assert.match(await ask('create_session', { cwd: folder, permission_mode: 'acceptEdits' }), /acceptEdits/);
  const made = /"session_id":"([0-9a-f-]{36})"/.exec(await ask('create_session', { cwd: folder }));
  assert.ok(made?.[1]);
  const child = made[1];
  const { sessions } = await call('list_sessions', { created_by: `session:${parent}` });
  assert.deepEqual(
    sessions.map(({ session_id }: { session_id: string }) => session_id),
    [child],
  );
  const file = join(folder, 'by-child');
  const request = await askForPermission(call, child, file);
  const answer = { session_id: child, request_id: request, behavior: 'allow' };
  assert.match(await ask('respond_permission', answer), /"resolved":true/);
  const { events } = await call('poll_events', { session_id: child, types: ['prompt.finished'], timeout_ms: 30_000 });
  assert.equal(events.at(-1).result_text, 'touched');
  assert.ok(existsSync(file));
});
