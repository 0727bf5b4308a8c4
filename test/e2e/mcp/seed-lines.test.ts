import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pasteIntoShell, withoutAuthorization } from '../../support/curl.ts';
import { manage, resultAs } from '../../support/host-caller.ts';
import { callTool } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

// The lines are the seeds' own, character for character.
const CALL = `curl -s "$BASE/mcp" \\
  -H "Authorization: Bearer $HOST_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "jsonrpc":"2.0",
    "id":1,
    "method":"tools/call",
    "params":{"name":"memory_store","arguments":{"content":"note from mcp doc"}}
  }' | jq .`;
const STORE = `curl -s "$BASE/mcp/memories/store" \\
  -H "Authorization: Bearer $HOST_API_KEY" \\
  -d '{"content":"triage notes","tags":["incident-42","ops"]}'`;
const SEARCH = `curl -s "$BASE/mcp/memories/search" \\
  -H "Authorization: Bearer $HOST_API_KEY" \\
  -d '{"query":"incident-42","limit":5}' | jq .`;
const LIST = `curl -X POST https://your-codez-domain.com/mcp \\
      -H "Authorization: Bearer mat_your_token_here" \\
      -H "Content-Type: application/json" \\
      -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'`;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

async function paste(line: string, key = 'cz_wrong'): Promise<Record<string, unknown>> {
  const variables = { BASE: server.url, HOST_API_KEY: key };
  const { code, stdout, stderr } = await pasteIntoShell(line, variables, server.folder);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const here = (line: string): string => line.replaceAll('https://your-codez-domain.com', '$BASE');

test('the printed tools/call line stores the note [seed2.curl.call, seed1.loopback]', async () => {
  const reply = await paste(withoutAuthorization(CALL));
  assert.equal(reply['id'], 1);
  const { structuredContent } = reply['result'] as { structuredContent: { id: string; status: string } };
  assert.equal(structuredContent.status, 'created');
  const { memory } = await callTool(server.url, 'memory_retrieve', { id: structuredContent.id });
  assert.equal((memory as { content: string }).content, 'note from mcp doc');
});

test('the printed REST lines store a note and find it by its tag [seed2.curl.store, seed2.curl.search, seed2.rest]', async () => {
  const stored = await paste(withoutAuthorization(STORE));
  assert.equal(stored['status'], 'ok');
  assert.equal((stored['data'] as { status: string }).status, 'created');
  const found = await paste(withoutAuthorization(SEARCH));
  assert.equal(found['status'], 'ok');
  const { count, matches } = found['data'] as { count: number; matches: { content: string; tags: string[] }[] };
  assert.equal(count, 1);
  assert.deepEqual([matches[0]?.content, matches[0]?.tags], ['triage notes', ['incident-42', 'ops']]);
});

test('the printed tools/list line is answered with the tools [seed1.curl.tools-list]', async () => {
  const reply = await paste(withoutAuthorization(here(LIST)));
  assert.ok((reply['result'] as { tools: { name: string }[] }).tools.some(({ name }) => name === 'memory_store'));
});

test('as printed, with the key of a host, all of them work as that host [seed2.curl.key]', async () => {
  const { key } = await manage(server, 'host', 'add', 'web-1');
  const { result } = (await paste(CALL, key)) as { result: { structuredContent: { id: string; memory: object } } };
  const { id, memory } = result.structuredContent;
  assert.deepEqual(memory, { ...memory, content: 'note from mcp doc', space: 'web-1', host: 'web-1' });
  const stored = await paste(STORE, key);
  assert.equal((stored['data'] as { memory: { space: string } }).memory.space, 'web-1');
  const found = (await paste(SEARCH, key))['data'] as { count: number; matches: { space: string; content: string }[] };
  assert.deepEqual([found.count, found.matches[0]?.space, found.matches[0]?.content], [1, 'web-1', 'triage notes']);
  // The owner has a space of their own: what a host wrote in its own is not there.
  assert.equal((await callTool(server.url, 'memory_retrieve', { id }))['status'], 'missing');
  assert.equal((await resultAs<{ status: string }>(server, key, 'memory_retrieve', { id })).status, 'found');
});

test('from elsewhere the lines need the key: none and a wrong one are refused, the right one works [seed2.key]', async () => {
  const { key } = await manage(server, 'host', 'add', 'web-2');
  for (const line of [CALL, STORE, SEARCH]) {
    // What a tunnel or proxy in front of the server adds.
    const brought = line.replace('curl -s', "curl -s -H 'X-Forwarded-For: 203.0.113.7'");
    for (const refused of [await paste(withoutAuthorization(brought)), await paste(brought)]) {
      assert.match(JSON.stringify(refused), /Unauthorized: Bearer token required/);
    }
    assert.doesNotMatch(JSON.stringify(await paste(brought, key)), /error/);
  }
});

test('as printed, with a wrong key or token, all of them are refused [seed2.curl.wrong-key, access.credential.wrong-loopback]', async () => {
  const before = await callTool(server.url, 'memory_search', { query: '' });
  for (const line of [CALL, here(LIST)]) {
    const { error } = (await paste(line)) as { error: { code: number; message: string } };
    assert.equal(error.code, -32001);
    assert.match(error.message, /^Unauthorized: Bearer token required/);
  }
  for (const line of [STORE, SEARCH]) {
    const { status, code, message } = await paste(line);
    assert.deepEqual([status, code, message], ['error', 'unauthenticated', 'Unauthorized: Bearer token required']);
    const shown = await pasteIntoShell(
      line.replace('curl -s', "curl -s -o /dev/null -w '%{http_code}'").replace(' | jq .', ''),
      { BASE: server.url, HOST_API_KEY: 'cz_wrong' },
      server.folder,
    );
    assert.equal(shown.stdout, '401');
  }
  assert.equal((await callTool(server.url, 'memory_search', { query: '' }))['count'], before['count']);
});
