import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Places of a schema's fields, e.g. `sessions[].title`. */
function placesOf(schema: Schema, at = ''): string[] {
  const inner = (schema.anyOf ?? []).flatMap((choice) => placesOf(choice, at));
  if (schema.items !== undefined) inner.push(...placesOf(schema.items, `${at}[]`));
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const place = at === '' ? name : `${at}.${name}`;
    inner.push(place, ...placesOf(field, place));
  }
  return inner;
}

/** The name at a place: what a session or a prompt has counts wherever it is shown. */
function fieldOf(place: string): string {
  return place.slice(place.lastIndexOf('.') + 1);
}

/** What comes with long results, worktrees, sub-agents, limits, first builds and repairs only: each has tests of its own. */
const RARE = [
  'truncated',
  'worktree',
  'git_branch',
  'agent_id',
  'retry_at',
  'indexing',
  'done_bytes',
  'total_bytes',
  'log[].at',
  'log[].action',
  'log[].details',
];

/** Notes the places of all fields that a result has. */
function note(value: unknown, at: string, seen: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) note(item, `${at}[]`, seen);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      const place = at === '' ? name : `${at}.${name}`;
      seen.add(place);
      note(field, place, seen);
    }
  }
}

test('every session tool answers the SDK client what its schema promises, and no promised field is made up [sessions.results, seed1.control]', async (t) => {
  const door = await SessionsDoor.open(t);
  const client = new Client({ name: 'agent', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${door.server.url}/mcp`)) as Parameters<Client['connect']>[0],
  );
  t.after(() => client.close());
  const { tools } = await client.listTools();
  const seen = new Map<string, Set<string>>();
  /** The client refuses a result that is not what the tool's output schema says. */
  const call = async (name: string, args: Result = {}): Promise<Result> => {
    const result = await client.callTool({ name, arguments: args });
    assert.notEqual(result.isError, true, `${name}: ${JSON.stringify(result.content)}`);
    const fields = seen.get(name) ?? new Set();
    seen.set(name, fields);
    note(result.structuredContent, '', fields);
    return result.structuredContent as Result;
  };
  const events = async (cursor: unknown, type: string, id: string): Promise<Result[]> => {
    const found: Result[] = [];
    for (let from = cursor; !found.some((event) => event['type'] === type); ) {
      const page = await call('poll_events', { cursor: from, session_id: id, timeout_ms: 30_000 });
      found.push(...(page['events'] as Result[]));
      from = page['cursor'];
    }
    return found;
  };

  mkdirSync(join(door.cwd, '.git'));
  writeFileSync(join(door.cwd, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(door.cwd, 'CLAUDE.md'), 'x'.repeat(100_000));
  const made = await call('create_session', { cwd: door.cwd, prompt: 'say first', title: 'a title', labels: ['a'] });
  const session = { session_id: made['session_id'] };
  const id = String(made['session_id']);
  await events(made['cursor'], 'session.idle', id);
  await call('create_session', { cwd: door.cwd });
  const images = [{ media_type: 'image/png', data: 'iVBORw0K' }];
  const answered = await call('send_and_wait', { ...session, text: 'say second', images });
  const { prompt_id: promptId } = answered['prompt'] as Result;
  await call('get_prompt', { ...session, prompt_id: promptId });
  const failed = await call('send_and_wait', { ...session, text: 'fail 529 overloaded' });
  await call('get_prompt', { ...session, prompt_id: (failed['prompt'] as Result)['prompt_id'] });
  await call('list_sessions', { limit: 1 });
  const asked = await call('send_prompt', { ...session, text: 'call Bash {"command":"true"}' });
  const request = (await events(asked['cursor'], 'permission.requested', id)).at(-1);
  await call('list_permissions');
  await call('respond_permission', { ...session, request_id: request?.['request_id'], behavior: 'allow' });
  const questions = [{ question: 'Which?', header: 'H', options: [{ label: 'A' }, { label: 'B' }] }];
  const text = `call AskUserQuestion ${JSON.stringify({ questions })}`;
  const again = await call('send_prompt', { ...session, text });
  await events(again['cursor'], 'permission.requested', id);
  await call('list_permissions', session);
  await call('get_session', { ...session, limit: 2 });
  await call('get_session', { ...session, include: ['thinking', 'tool_results', 'subagents', 'system'] });
  await call('list_sessions');
  await call('abort_session', session);
  await call('wait_for_idle', { session_ids: [id] });
  const fork = await call('fork_session', session);
  await call('get_session', { session_id: fork['session_id'] });
  await call('list_sessions');
  await call('rename_session', { ...session, title: 'b' });
  await call('label_session', { ...session, labels: ['b'] });
  await call('archive_session', session);
  await call('list_projects', { limit: 1 });
  const priced = await call('create_session', { cwd: door.cwd, model: 'claude-opus-4-8' });
  await call('send_and_wait', { session_id: priced['session_id'], text: 'say third' });
  for (const by of ['day', 'project', 'session']) await call('get_observability', { group_by: by });
  await call('get_observability', { group_by: 'model', limit: 1 });
  await call('search_sessions', { query: 'say', limit: 1 });
  await call('search_sessions', { query: 'no such words at all', order: 'relevance' });
  await call('get_project_memory', { slug: made['slug'] });
  const marker = {
    id: 'm',
    message_id: 'x',
    label: 'l',
    note: 'n',
    created_at: new Date(0).toISOString(),
    resolved: true,
  };
  await call('update_state', { patch: { markers: { [id]: [marker] }, preferences: { a: 1 } } });
  await call('get_state');
  await call('get_health');
  await call('get_health_details');
  await call('dispose_session', session);

  const groups = tools.filter(({ name }) => !/^(memory|resource)_/.test(name));
  assert.deepEqual([...seen.keys()].sort(), groups.map(({ name }) => name).sort());
  const all = new Set([...seen.values()].flatMap((fields) => [...fields].map(fieldOf)));
  const missing = groups.flatMap(({ name, outputSchema }) =>
    placesOf(outputSchema as Schema)
      .filter(
        (place) => !/^error\b/.test(place) && !all.has(fieldOf(place)) && !RARE.some((rare) => place.endsWith(rare)),
      )
      .map((place) => `${name}: ${place}`),
  );
  assert.deepEqual(missing, []);
});
