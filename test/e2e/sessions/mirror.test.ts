import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { EventType } from '../../../src/sessions/events/event.ts';
import { EVENT_SCHEMAS } from '../../../src/tools/events/event-schemas.ts';
import { callTool } from '../../support/mcp.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { TranscriptWriter } from '../../support/sessions/transcript-writer.ts';

type Event = Readonly<Record<string, unknown>>;

interface Place {
  readonly folder: string;
  readonly config: string;
}

function makePlace(): Place {
  const folder = scratchFolder('mirror-');
  return { folder, config: join(folder, '.claude') };
}

async function serve(t: TestContext, { folder, config }: Place): Promise<TestServer> {
  const server = await startServer({ folder, env: { CLAUDE_CONFIG_DIR: config } });
  t.after(() => server.stop());
  return server;
}

/** The log from its beginning on: waits until an event is the last one looked for. */
async function readLog(server: TestServer, isLast: (event: Event) => boolean, cursor?: string): Promise<Event[]> {
  const events: Event[] = [];
  let from = cursor ?? (await now(server));
  while (!events.some(isLast)) {
    const page = (await callTool(server.url, 'poll_events', {
      cursor: from,
      timeout_ms: 20_000,
      types: TYPES,
    })) as unknown as { events: Event[]; cursor: string };
    assert.ok(page.events.length > 0, `nothing more after ${JSON.stringify(events.map(({ type }) => type))}`);
    for (const event of page.events) EVENT_SCHEMAS[event['type'] as EventType].parse(event);
    events.push(...page.events);
    from = page.cursor;
  }
  return events;
}

async function now(server: TestServer): Promise<string> {
  return (await callTool(server.url, 'poll_events', { timeout_ms: 0 }))['cursor'] as string;
}

const TYPES: readonly EventType[] = [
  'session.created',
  'session.updated',
  'session.idle',
  'prompt.started',
  'prompt.finished',
  'message.created',
  'message.completed',
  'tool.started',
  'tool.finished',
  'usage.updated',
];

const isIdle = ({ type }: Event): boolean => type === 'session.idle';
const typesOf = (events: readonly Event[]): unknown[] => events.map(({ type }) => type);
const promptsOf = (events: readonly Event[]): unknown[] =>
  events.flatMap((event) => (event['type'] === 'prompt.started' ? [event['text']] : []));

const finishedOf = (events: readonly Event[]): unknown[] =>
  events.flatMap((event) => (event['type'] === 'prompt.finished' ? [[event['state'], event['result_text']]] : []));

test('a session in a terminal is told from its first prompt to its idle end [sessions.mirror.events]', async (t) => {
  const place = makePlace();
  const server = await serve(t, place);
  const cursor = await now(server);
  const session = new TranscriptWriter(place.config);
  const prompt = session.prompt('list the files');
  const tool = session.call('Bash', { command: 'ls' });
  session.result(tool, 'a.txt');
  session.other({ type: 'ai-title', aiTitle: 'Files of a folder' });
  const message = session.answer('There is one.');
  const events = await readLog(server, isIdle, cursor);
  assert.deepEqual(typesOf(events), [
    'session.created',
    'session.updated',
    'prompt.started',
    'message.created',
    'message.completed',
    'session.updated',
    'message.created',
    'tool.started',
    'message.completed',
    'usage.updated',
    'tool.finished',
    'session.updated',
    'message.created',
    'message.completed',
    'usage.updated',
    'prompt.finished',
    'session.idle',
  ]);
  for (const event of events) {
    assert.equal(event['session_id'], session.sessionId);
    assert.equal(event['slug'], '-home-ann-work');
  }
  const find = (type: string): Event => events.find((event) => event['type'] === type) ?? {};
  assert.equal(find('session.created')['cwd'], '/home/ann/work');
  assert.equal(find('session.created')['created_by'], 'terminal');
  assert.deepEqual([find('prompt.started')['prompt_id'], find('prompt.started')['via']], [prompt, 'terminal']);
  assert.equal(find('tool.finished')['text'], 'a.txt');
  const { prompt_id: id, state, result_text: text } = find('prompt.finished');
  assert.deepEqual([id, state, text], [prompt, 'done', 'There is one.']);
  assert.equal(events.at(-5)?.['message_id'], message);
  assert.equal(events.at(-6)?.['title'], 'Files of a folder');
});

test('pieces, halves of characters, a replaced file and quick appends: each prompt once, in order [sessions.mirror.once]', async (t) => {
  const place = makePlace();
  const session = new TranscriptWriter(place.config);
  session.prompt('before the server');
  const server = await serve(t, place);
  const cursor = await now(server);
  const bytes = Buffer.from(session.promptLine('größer 🧀 Käse').line);
  const middle = bytes.indexOf(0xf0) + 2;
  session.append(bytes.subarray(0, middle));
  session.append(bytes.subarray(middle));
  copyFileSync(session.path, `${session.path}.copy`);
  renameSync(`${session.path}.copy`, session.path);
  const numbers = Array.from({ length: 200 }, (_, n) => `number ${n}`);
  for (const text of numbers) session.prompt(text);
  session.answer('done');
  assert.deepEqual(promptsOf(await readLog(server, isIdle, cursor)), ['größer 🧀 Käse', ...numbers]);
});

test('a project and a configuration folder that are new are found [sessions.mirror.new-folders]', async (t) => {
  const place = makePlace();
  const server = await serve(t, place);
  const cursor = await now(server);
  mkdirSync(place.config, { recursive: true });
  const [one, two] = [new TranscriptWriter(place.config), new TranscriptWriter(place.config, '-home-ann-other')];
  one.prompt('first');
  one.answer('one');
  const before = await readLog(server, isIdle, cursor);
  two.prompt('second');
  two.answer('two');
  const later = await readLog(server, isIdle, before.at(-1)?.['cursor'] as string);
  assert.deepEqual([promptsOf(before), promptsOf(later)], [['first'], ['second']]);
  assert.equal(later[0]?.['slug'], '-home-ann-other');
});

test('nothing is lost and nothing told twice across kill -9 of the server [sessions.mirror.restart]', async (t) => {
  const place = makePlace();
  const [old, quiet] = [new TranscriptWriter(place.config), new TranscriptWriter(place.config)];
  for (const session of [old, quiet]) {
    session.prompt('long ago');
    session.answer('long done');
  }
  const first = await serve(t, place);
  const cursor = await now(first);
  old.prompt('seen');
  const tool = old.call('Bash', { command: 'sleep 1' });
  await readLog(first, ({ type }) => type === 'tool.started', cursor);
  assert.equal(await first.stop('SIGKILL'), 'SIGKILL');
  old.result(tool, 'slept');
  old.answer('well');
  quiet.prompt('meanwhile');
  quiet.answer('yes');
  const fresh = new TranscriptWriter(place.config);
  fresh.prompt('born meanwhile');
  fresh.answer('yes');
  const second = await serve(t, place);
  old.prompt('afterwards');
  old.answer('good');
  const isLast = (event: Event): boolean => event['type'] === 'prompt.started' && event['text'] === 'afterwards';
  const events = await readLog(second, isLast, cursor);
  const of = (session: TranscriptWriter): Event[] =>
    events.filter((event) => event['session_id'] === session.sessionId && event['type'] !== 'session.updated');
  assert.deepEqual(promptsOf(of(old)), ['seen', 'afterwards']);
  assert.deepEqual(promptsOf(of(quiet)), ['meanwhile']);
  assert.deepEqual(promptsOf(of(fresh)), ['born meanwhile']);
  assert.deepEqual(finishedOf(of(old))[0], ['done', 'well']);
  assert.deepEqual(finishedOf(of(quiet)), [['done', 'yes']]);
  assert.deepEqual(typesOf(of(old)).slice(0, 11), [
    'prompt.started',
    'message.created',
    'message.completed',
    'message.created',
    'tool.started',
    'message.completed',
    'usage.updated',
    'tool.finished',
    'message.created',
    'message.completed',
    'usage.updated',
  ]);
});

test('a session in a terminal is shown with its status and what it does [sessions.status.mirror]', async (t) => {
  const place = makePlace();
  const server = await serve(t, place);
  const cursor = await now(server);
  const session = new TranscriptWriter(place.config);
  const shown = async (): Promise<unknown[]> => {
    const reply = await callTool(server.url, 'get_session', { session_id: session.sessionId });
    const { status, activity } = reply['session'] as Event;
    const { sessions } = await callTool(server.url, 'get_health');
    return [status, activity, (sessions as Event)['mirror']];
  };
  session.prompt('go');
  await readLog(server, ({ type }) => type === 'prompt.started', cursor);
  assert.deepEqual(await shown(), ['mirror', 'running', 1]);
  session.answer('gone');
  await readLog(server, isIdle, cursor);
  assert.deepEqual(await shown(), ['mirror', 'idle', 1]);
});
