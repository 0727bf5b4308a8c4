import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { callTool, rpcResult, type ToolReply } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const SESSION = '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11';
const MARKER = { id: 'm1', message_id: 'msg_1', label: 'here', created_at: '2026-01-02T03:04:05.000Z' };

interface State {
  readonly markers: Readonly<Record<string, readonly unknown[]>>;
  readonly preferences: Readonly<Record<string, unknown>>;
  readonly recent_cwds: readonly string[];
  readonly version: number;
}
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});
beforeEach(async () => {
  await patch({ markers: null, preferences: null, recent_cwds: null });
});

async function read(): Promise<State> {
  return (await callTool(server.url, 'get_state')) as unknown as State;
}

async function patch(value: unknown, ifVersion?: number): Promise<State> {
  const args = { patch: value, ...(ifVersion === undefined ? {} : { if_version: ifVersion }) };
  return (await callTool(server.url, 'update_state', args)) as unknown as State;
}

/** Sends arguments as text, since what makes them odd may not survive being an object here. */
async function refused(args: string): Promise<Refusal> {
  const params = JSON.parse(`{"name": "update_state", "arguments": ${args}}`) as unknown;
  const result = (await rpcResult(server.url, 'tools/call', params)) as unknown as ToolReply;
  assert.equal(result.isError, true, args.slice(0, 200));
  return result.structuredContent['error'] as Refusal;
}

test('state begins empty and takes markers, preferences and folders [sessions.state.read, seed1.tool.get-state, seed1.tool.update-state]', async () => {
  const { version, ...empty } = await read();
  assert.deepEqual(empty, { markers: {}, preferences: {}, recent_cwds: [] });
  const preferences = { theme: 'dark', panes: [1, { open: true }], größe: null as unknown };
  const updated = await patch({ markers: { [SESSION]: [MARKER] }, preferences, recent_cwds: ['/tmp'] });
  assert.deepEqual(updated, {
    markers: { [SESSION]: [MARKER] },
    preferences: { theme: 'dark', panes: [1, { open: true }] },
    recent_cwds: ['/tmp'],
    version: version + 1,
  });
  assert.deepEqual(await read(), updated);
});

test('objects merge, null deletes, lists are replaced [sessions.state.merge]', async () => {
  await patch({ preferences: { a: { b: 1, c: 2 }, list: [1, 2, 3], gone: 1 } });
  const { preferences } = await patch({ preferences: { a: { c: null, d: 3 }, list: [4], gone: null } });
  assert.deepEqual(preferences, { a: { b: 1, d: 3 }, list: [4] });
  await patch({ markers: { [SESSION]: [MARKER, { ...MARKER, id: 'm2' }] } });
  assert.deepEqual((await patch({ markers: { [SESSION]: [{ ...MARKER, resolved: true }] } })).markers, {
    [SESSION]: [{ ...MARKER, resolved: true }],
  });
  assert.deepEqual((await patch({ markers: { [SESSION]: null } })).markers, {});
});

test('the version goes up with each change, and a stale if_version is a conflict [sessions.state.version]', async () => {
  const { version } = await patch({ preferences: { a: 1 } });
  assert.equal((await patch({ preferences: { a: 1 } })).version, version, 'nothing changed');
  assert.equal((await patch({ preferences: { a: 2 } }, version)).version, version + 1);
  const error = await refused(JSON.stringify({ patch: { preferences: { a: 3 } }, if_version: version }));
  assert.equal(error.code, 'conflict');
  assert.match(error.message, new RegExp(`\\b${version + 1}\\b`));
  assert.match(error.hint, /get_state/);
  assert.deepEqual((await read()).preferences, { a: 2 });
});

test('names that reach a prototype are refused at any depth [sessions.state.prototype]', async () => {
  const before = await read();
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    for (const args of [
      `{"patch": {"${name}": {"polluted": 1}}}`,
      `{"patch": {"preferences": {"${name}": {"polluted": 1}}}}`,
      `{"patch": {"preferences": {"a": {"b": [[{"${name}": null}]]}}}}`,
      `{"patch": {"markers": {"${name}": []}}}`,
      `{"patch": {"preferences": {"a": 1}}, "${name}": {"patch": {}}}`,
    ]) {
      const { code, message } = await refused(args);
      assert.equal(code, 'invalid', args);
      assert.match(message, new RegExp(name), args);
    }
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  assert.deepEqual(await read(), before);
});

test('wrong types and unknown parts are refused by their place, naming what there is [sessions.state.types, sessions.state.unknown]', async () => {
  const before = await read();
  for (const [wrong, place] of [
    ['5', 'patch'],
    ['[]', 'patch'],
    ['null', 'patch'],
    ['{"roots": ["/"]}', 'patch\\.roots.*markers, preferences, recent_cwds'],
    ['{"version": 9}', 'patch\\.version'],
    ['{"markers": []}', 'markers'],
    ['{"markers": {"../x": []}}', 'markers\\.\\.\\./x'],
    [`{"markers": {"${SESSION}": {}}}`, `markers\\.${SESSION}`],
    [`{"markers": {"${SESSION}": [5]}}`, `markers\\.${SESSION}\\.0`],
    [`{"markers": {"${SESSION}": [{"id": "a"}]}}`, 'message_id'],
    [`{"markers": {"${SESSION}": [${JSON.stringify({ ...MARKER, color: 'red' })}]}}`, 'color.*resolved'],
    [`{"markers": {"${SESSION}": [${JSON.stringify({ ...MARKER, resolved: 'yes' })}]}}`, 'resolved'],
    [`{"markers": {"${SESSION}": [${JSON.stringify({ ...MARKER, created_at: 'now' })}]}}`, 'created_at'],
    ['{"preferences": [1]}', 'preferences'],
    ['{"recent_cwds": "/tmp"}', 'recent_cwds'],
    ['{"recent_cwds": [1]}', 'recent_cwds'],
    [`{"recent_cwds": ${JSON.stringify(Array.from({ length: 21 }, (_, index) => `/${index}`))}}`, 'recent_cwds.*20'],
  ] as const) {
    const { code, message } = await refused(`{"patch": ${wrong}}`);
    assert.equal(code, 'invalid', wrong);
    assert.match(message, new RegExp(place), wrong);
  }
  assert.deepEqual(await read(), before);
});

test('at most 256 KiB and 16 levels are kept [sessions.state.bounds]', async () => {
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  // The patch itself and preferences are the first two levels.
  await callTool(server.url, 'update_state', JSON.parse(`{"patch": {"preferences": ${nested(15)}}}`));
  const deep = await refused(`{"patch": {"preferences": ${nested(16)}}}`);
  assert.deepEqual([deep.code, /16 levels/.test(deep.message)], ['invalid', true]);
  await patch({ preferences: null });
  const full = await patch({ preferences: { text: 'x'.repeat(255 * 1024) } });
  assert.equal((await read()).version, full.version);
  const large = await refused(JSON.stringify({ patch: { preferences: { more: 'x'.repeat(2 * 1024) } } }));
  assert.deepEqual([large.code, /262144/.test(large.message)], ['too_large', true]);
  assert.deepEqual(await read(), full);
});

test('state survives kill -9, in a file only its owner can read [sessions.state.durable]', async () => {
  const own = await startServer();
  const args = { patch: { preferences: { kept: 'for ever' } } };
  await callTool(own.url, 'update_state', args);
  await own.stop('SIGKILL');
  const file = join(own.home, 'state.json');
  assert.match(readFileSync(file, 'utf8'), /for ever/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const next = await startServer({ folder: own.folder });
  const { preferences, version } = await callTool(next.url, 'get_state');
  assert.deepEqual([preferences, version], [{ kept: 'for ever' }, 1]);
  await next.stop();
});
