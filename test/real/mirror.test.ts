import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callTool } from '../support/mcp.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { claudeBinary } from './support/packages.ts';
import { runClient } from './support/run-client.ts';
import { renderScript, type Step } from './support/script.ts';

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
