import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { CODEZ_BIN, runCodez, runProgram, spawnCodez } from '../../support/codez-process.ts';
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

test('codez, started by an agent, neither answers for its session nor trusts a folder, ends no session [access.inside.command]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: PROMPT });
  const { request_id: requestId } = await door.permission(id, cursor);
  const env = { ...door.server.env, CLAUDE_CODE_SESSION_ID: id };
  for (const words of [
    ['sessions', 'permit', String(requestId), 'allow'],
    ['call', 'respond_permission', `session_id=${id}`, `request_id=${requestId}`, 'behavior=allow'],
    ['trust', door.cwd],
    ['stop', '--end-sessions'],
  ]) {
    const { code, stdout, stderr } = await runCodez(words, env);
    assert.equal(code, 4, `${words.join(' ')}: ${stdout}${stderr}`);
  }
  const status = await runCodez(['status', '--json'], env);
  assert.deepEqual(JSON.parse(status.stdout).sessions, { live: 1, mirror: 0 });
  const { requests } = (await door.call('list_permissions', { session_id: id })) as {
    requests: { request_id: string }[];
  };
  assert.deepEqual(
    requests.map((request) => request.request_id),
    [requestId],
  );
});

test('what an agent calls through codez on standard input counts as its session too [access.inside.stdio]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: PROMPT });
  const { request_id: requestId, tool_use_id: toolUseId } = await door.permission(id, cursor);
  const child = spawnCodez(['mcp', '--stdio'], door.server.env);
  const params = {
    name: 'respond_permission',
    arguments: { session_id: id, request_id: requestId, behavior: 'allow' },
    _meta: { 'claudecode/toolUseId': toolUseId },
  };
  child.stdin?.end(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`);
  let stdout = '';
  for await (const chunk of child.stdout ?? []) stdout += chunk;
  assert.match(stdout, /forbidden/);
});

test('a program inside of one session cannot pass for another one, nor for nobody [access.inside.forged]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: parent, cursor } = await door.create();
  const inside = (id: string) => ({ PATH: process.env['PATH'] ?? '', CLAUDE_CODE_SESSION_ID: id });
  const curl = async (id: string, path: string, body: object, ...headers: string[]): Promise<string> => {
    const json = ['content-type: application/json', ...headers].flatMap((header) => ['-H', header]);
    const words = ['-s', '-d', JSON.stringify(body), ...json, `${door.server.url}${path}`];
    return (await runProgram('curl', words, { env: inside(id) })).stdout;
  };
  const child = JSON.parse(await curl(parent, '/api/tools/create_session', { cwd: door.cwd })).data.session_id;
  await door.call('send_prompt', { session_id: parent, text: PROMPT });
  await door.call('send_prompt', { session_id: child, text: PROMPT });
  const { tool_use_id: parentsToolUse } = await door.permission(parent, cursor);
  const { request_id: requestId } = await door.permission(child, cursor);
  const answer = { session_id: child, request_id: requestId, behavior: 'allow' };
  const params = {
    name: 'respond_permission',
    arguments: answer,
    _meta: { 'claudecode/toolUseId': parentsToolUse },
  };
  const refusals = [
    await curl(child, '/api/tools/respond_permission', answer, `x-codez-inside-session: ${parent}`),
    await curl(child, '/api/tools/respond_permission', answer, `x-codez-inside-session: ${randomUUID()}`),
    await curl(child, '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  ];
  for (const refusal of refusals) assert.match(refusal, new RegExp(`session:${child} may not answer`));
  const words = `curl -s -d '${JSON.stringify(answer)}' ${door.server.url}/api/tools/respond_permission; true`;
  const named = await runProgram('/bin/sh', ['-c', `CLAUDE_CODE_SESSION_ID=${parent} ${words}`], {
    env: inside(child),
  });
  assert.match(named.stdout, new RegExp(`forbidden.*session:${child}`));
  assert.match(await curl(parent, '/api/tools/respond_permission', answer), /"resolved":true/);
});

test('an agent that names a made-up session for its programs is still inside of its own [access.inside.made-up]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id, cursor } = await door.create();
  await door.call('send_prompt', { session_id: id, text: PROMPT });
  const { request_id: requestId } = await door.permission(id, cursor);
  const body = JSON.stringify({ session_id: id, request_id: requestId, behavior: 'allow' });
  const made = `CLAUDE_CODE_SESSION_ID=${randomUUID()}`;
  const curl = `${made} curl -s -X POST -d '${body}' ${door.server.url}/api/tools/respond_permission`;
  const inside = { ...door.server.env, CLAUDE_CODE_SESSION_ID: id };
  const inShell = (line: string) => runProgram('/bin/sh', ['-c', `${line}; true`], { env: inside });
  assert.match((await inShell(curl)).stdout, new RegExp(`session:${id}`));

  const codez = `${made} '${process.execPath}' '${CODEZ_BIN}'`;
  const owner = `${codez} owner add eve --issuer https://auth.example.com`;
  for (const line of [`${codez} sessions permit ${requestId} allow`, owner]) {
    const { stderr } = await inShell(line);
    assert.match(stderr, new RegExp(`session:${id}`), line);
  }
  await door.stop('SIGTERM');
  assert.match((await inShell(owner)).stderr, /owner_add is for a person/, 'without a server too');
});
