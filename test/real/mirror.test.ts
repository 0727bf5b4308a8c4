import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { callTool } from '../support/mcp.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { claudeBinary } from './support/packages.ts';
import { runClient, spawnClient } from './support/run-client.ts';
import { renderScript, type Step } from './support/script.ts';
import { openRealDoor } from './support/sessions-door.ts';

type Event = Readonly<Record<string, unknown>>;

const TOOL: Step = { kind: 'call', tool: 'Bash', input: { command: 'echo deep', description: 'run it' } };

async function eventsUntilIdle(server: TestServer, cursor: unknown): Promise<Event[]> {
  const events: Event[] = [];
  for (let from = cursor; !events.some(({ type }) => type === 'session.idle'); ) {
    const page = await callTool(server.url, 'poll_events', { cursor: from, timeout_ms: 20_000 });
    const found = page['events'] as Event[];
    assert.ok(found.length > 0, `only ${JSON.stringify(events.map(({ type }) => type))}`);
    events.push(...found);
    from = page['cursor'];
  }
  return events;
}

test('what Claude Code does in a terminal of its own is told, a resumed and a forked session too [sessions.mirror.claude]', async (t) => {
  const claude = await createClaudeMachine(t);
  const server = await startServer({ env: { CLAUDE_CONFIG_DIR: claude.env['CLAUDE_CONFIG_DIR'] ?? '' } });
  t.after(() => server.stop());
  const start = await callTool(server.url, 'poll_events', { timeout_ms: 0 });
  const script = renderScript([TOOL, { kind: 'say', text: 'found it' }]);
  await runClient([claudeBinary(), '-p', script, '--allowedTools', 'Bash(echo:*)'], claude);
  const events = await eventsUntilIdle(server, start['cursor']);
  const of = (type: string): Event[] => events.filter((event) => event['type'] === type);
  assert.equal(of('session.created')[0]?.['cwd'], claude.cwd);
  assert.deepEqual(
    of('prompt.started').map(({ text, via }) => [text, via]),
    [[script, 'terminal']],
  );
  assert.deepEqual(
    of('tool.finished').map(({ text }) => text),
    ['deep'],
  );
  assert.deepEqual(
    of('message.completed').map(({ role }) => role),
    ['user', 'assistant', 'assistant'],
  );
  const sessionId = of('session.created')[0]?.['session_id'] as string;
  const resume = ['--resume', sessionId, '-p', 'say more'] as const;
  await runClient([claudeBinary(), ...resume], claude);
  const more = await eventsUntilIdle(server, events.at(-1)?.['cursor']);
  assert.deepEqual(
    more.flatMap((event) => (event['type'] === 'prompt.started' ? [[event['session_id'], event['text']]] : [])),
    [[sessionId, 'say more']],
  );
  assert.equal(more.filter(({ type }) => type === 'session.created').length, 0);

  await runClient([claudeBinary(), '--resume', sessionId, '--fork-session', '-p', 'say apart'], claude);
  const apart = await eventsUntilIdle(server, more.at(-1)?.['cursor']);
  const fork = apart.find(({ type }) => type === 'session.created');
  assert.equal(fork?.['forked_from'], sessionId);
  assert.deepEqual(
    apart.flatMap((event) => (event['type'] === 'prompt.started' ? [[event['session_id'], event['text']]] : [])),
    [[fork?.['session_id'], 'say apart']],
  );
});

test('a session of a Claude Code outside of codez is a mirror while that runs: its turn is told, a prompt refused [sessions.real.mirror]', async (t) => {
  const door = await openRealDoor(t);
  const { cursor } = await door.call('poll_events', { timeout_ms: 0 });
  const flags = [
    '--input-format',
    'stream-json',
    '--output-format',
    'stream-json',
    '--verbose',
    '--allowedTools',
    'Bash',
  ];
  const other = spawnClient([claudeBinary(), '-p', ...flags], { cwd: door.cwd, env: door.server.env });
  t.after(() => other.kill('SIGKILL'));
  assert.ok(other.stdin && other.stdout);
  const content = 'call Bash {"command":"echo begun; sleep 2"}\nsay typed';
  other.stdin.write(
    `${JSON.stringify({ type: 'user', message: { role: 'user', content }, parent_tool_use_id: null })}\n`,
  );
  const isBegun = ({ type }: Event): boolean => type === 'tool.started';
  const begun = await door.events(String(cursor), isBegun);
  const id = begun.find(isBegun)?.session_id as string;
  const stateOf = async (): Promise<unknown[]> => {
    const { session } = (await door.call('get_session', { session_id: id })) as { session: Event };
    return [session['status'], session['activity'], session['created_by'], session['cwd']];
  };
  assert.deepEqual(await stateOf(), ['mirror', 'running', 'terminal', door.cwd]);
  assert.deepEqual((await door.call('get_health'))['sessions'], { live: 0, mirror: 1 });
  for (const [tool, args] of [
    ['send_prompt', { text: 'say no' }],
    ['send_and_wait', { text: 'say no' }],
  ] as const) {
    const refusal = await door.refused(tool, { session_id: id, ...args });
    assert.equal(refusal.code, 'conflict', tool);
    assert.match(refusal.message, new RegExp(`process ${other.pid}`));
  }
  for await (const line of createInterface({ input: other.stdout })) if (line.includes('"result"')) break;
  const told = await door.events(String(cursor), ({ type }) => type === 'session.idle', { session_id: id });
  const said = told.filter(({ type, role }) => type === 'message.completed' && role === 'assistant').at(-1);
  assert.deepEqual(said?.['parts'], [{ type: 'text', text: 'typed' }]);
  assert.deepEqual((await stateOf()).slice(0, 2), ['mirror', 'idle']);
  other.stdin.end();
  if (other.exitCode === null) await once(other, 'exit');
  assert.equal((await door.ask(id, 'say resumed'))['result_text'], 'resumed');
  assert.deepEqual((await stateOf()).slice(0, 2), ['live', 'idle']);
  const { messages } = (await door.call('get_session', { session_id: id })) as { messages: unknown[] };
  assert.match(JSON.stringify(messages), /typed.*resumed/);
  assert.doesNotMatch(JSON.stringify(messages), /say no/);
});
