import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { claudeBinary } from './support/packages.ts';
import { runClient, spawnClient } from './support/run-client.ts';
import { renderScript } from './support/script.ts';
import { createSessionsMachine } from './support/sessions-machine.ts';
import { type CallTool, TOOL_DOORS } from './support/tool-doors.ts';

/** The three workflows of the seed, word for word: no step more, no cursor. */

interface Event {
  readonly type: string;
  readonly session_id?: string;
  readonly cursor: string;
  readonly [field: string]: unknown;
}

/** Polls as an agent does, without a cursor, until `isDone` says so; repeated events count once. */
async function pollUntil(
  call: CallTool,
  args: object,
  isDone: (events: readonly Event[]) => boolean,
): Promise<Event[]> {
  const seen = new Map<string, Event>();
  const giveUpAt = Date.now() + 60_000;
  while (Date.now() < giveUpAt) {
    const { events } = await call('poll_events', args);
    for (const event of events as Event[]) seen.set(event.cursor, event);
    if (isDone([...seen.values()])) return [...seen.values()];
  }
  throw new Error(`not seen: ${JSON.stringify([...seen.values()].map(({ type }) => type))}`);
}

const isIdle = (id: string) => (event: Event) => event.type === 'session.idle' && event.session_id === id;

const textOf = (message: { parts: readonly { type: string; text?: string }[] }): string =>
  message.parts.map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('');

for (const [how, openDoor] of Object.entries(TOOL_DOORS)) {
  test(`watch a session in real time, ${how} [seed1.workflow.watch]`, async (t: TestContext) => {
    const machine = await createSessionsMachine(t);
    const cwd = machine.makeFolder('my_project.one');
    const setting = { ...machine.claude, cwd };
    // The person has worked here before, and does so again in a terminal of their own.
    const first = await runClient(
      [claudeBinary(), '-p', renderScript([{ kind: 'say', text: 'hello' }]), '--output-format', 'json'],
      setting,
    );
    const { session_id: id } = JSON.parse(first.stdout);
    const call = await openDoor(t, machine.server.url);

    const { projects } = await call('list_projects');
    const { slug, path } = projects.find((project: { path: string }) => project.path === cwd);
    assert.equal(path, cwd);
    const { sessions } = await call('list_sessions', { slug });
    assert.deepEqual(
      sessions.map((session: { session_id: string }) => session.session_id),
      [id],
    );
    // Without an MCP session and without a cursor each poll begins anew: what the first one brings is seen.
    const isWatched = how.startsWith('with ')
      ? (event: Event) => event.type === 'message.completed' && event['role'] === 'assistant'
      : (event: Event) => event.type === 'message.completed';
    const polled = pollUntil(call, { session_id: id, timeout_ms: 10_000 }, (events) => events.some(isWatched));
    const terminal = spawnClient(
      [claudeBinary(), '-p', renderScript([{ kind: 'say', text: 'second answer' }]), '--resume', id],
      setting,
    );
    terminal.stdin?.end();
    const ended = once(terminal, 'exit');
    const events = await polled;
    await ended;
    const said = events.find(isWatched) as unknown as { parts: { type: string; text?: string }[] };
    assert.match(textOf(said), /second answer$/);
  });

  test(`start a session and send a prompt, ${how} [seed1.workflow.start]`, async (t: TestContext) => {
    const machine = await createSessionsMachine(t);
    const cwd = machine.makeFolder('project');
    const call = await openDoor(t, machine.server.url);
    const slug = cwd.replaceAll(/[^A-Za-z0-9]/g, '-');

    const { session_id: id } = await call('create_session', { slug, cwd });
    await call('send_prompt', { session_id: id, text: 'Fix the failing tests\nsay All tests pass.', slug });
    const events = await pollUntil(call, { session_id: id }, (seen) => seen.some(isIdle(id)));
    const { session, messages } = await call('get_session', { session_id: id, slug });

    assert.deepEqual(
      events
        .map(({ type, role }) => (role === undefined ? type : `${type} ${role}`))
        .filter((type) => !/updated/.test(type)),
      [
        'session.created',
        'prompt.started',
        'message.created user',
        'message.completed user',
        'message.created assistant',
        'message.completed assistant',
        'prompt.finished',
        'session.idle',
      ].filter((type) => how.startsWith('with ') || type !== 'session.created'),
    );
    assert.equal(events.find(({ type }) => type === 'prompt.finished')?.['result_text'], 'All tests pass.');
    assert.equal(session.status, 'live');
    assert.deepEqual(
      messages.map((message: { role: string; parts: [] }) => [message.role, textOf(message)]),
      [
        ['user', 'Fix the failing tests\nsay All tests pass.'],
        ['assistant', 'All tests pass.'],
      ],
    );
  });

  test(`orchestrate multiple sessions, ${how} [seed1.workflow.orchestrate, seed1.workflow.cost]`, async (t: TestContext) => {
    const machine = await createSessionsMachine(t);
    const [first, second] = [machine.makeFolder('one'), machine.makeFolder('two')];
    const call = await openDoor(t, machine.server.url);

    const { session_id: a } = await call('create_session', { slug: 'x', cwd: first });
    const { session_id: b } = await call('create_session', { slug: 'x', cwd: second });
    await call('send_prompt', {
      session_id: a,
      text: 'Refactor the auth module\nslowly 50 The auth module is smaller now.',
    });
    await call('send_prompt', { session_id: b, text: 'Update the tests\nslowly 50 The tests are up to date.' });
    const events = await pollUntil(call, {}, (seen) => seen.some(isIdle(a)) && seen.some(isIdle(b)));

    const resultOf = (id: string): unknown =>
      events.find(({ type, session_id }) => type === 'prompt.finished' && session_id === id)?.['result_text'];
    assert.equal(resultOf(a), 'The auth module is smaller now.');
    assert.equal(resultOf(b), 'The tests are up to date.');

    const { totals, groups } = await call('get_observability', { group_by: 'session' });
    assert.deepEqual([totals.sessions, groups.map(({ key }: { key: string }) => key).sort()], [2, [a, b].sort()]);
    assert.ok(totals.messages >= 2 && totals.cost_usd > 0, JSON.stringify(totals));
  });
}
