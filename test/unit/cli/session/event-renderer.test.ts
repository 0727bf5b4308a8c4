import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventRenderer, type EventView } from '../../../../src/cli/session/event-renderer.ts';
import type { ShownEvent } from '../../../../src/cli/session/shown-event.ts';

const same = (text: string): string => text;
const style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
const ERASE = '\r\u001b[K';

/** Writes events one after the other; a line that was erased is gone. */
function show(events: readonly ShownEvent[], view: Partial<EventView> = {}): string {
  const renderer = new EventRenderer({ style, width: 60, isLive: true, ...view });
  const written = events.map((event) => renderer.render(event)).join('') + renderer.endLine();
  return written
    .split('\n')
    .map((line) => line.split(ERASE).at(-1))
    .join('\n');
}

const delta = (text: string, id = 'm1'): ShownEvent => ({ type: 'message.delta', message_id: id, kind: 'text', text });
const completed = (texts: readonly string[], id = 'm1', more = {}): ShownEvent => ({
  type: 'message.completed',
  message_id: id,
  role: 'assistant',
  parts: texts.map((text) => ({ type: 'text', text })),
  ...more,
});
const tool = (id: string, name: string, input: object): ShownEvent => ({
  type: 'tool.started',
  tool_use_id: id,
  tool: name,
  input_json: JSON.stringify(input),
});
const finished = (id: string, isError = false, text = ''): ShownEvent => ({
  type: 'tool.finished',
  tool_use_id: id,
  is_error: isError,
  text,
});

test('a turn reads as a conversation: prompt, text as written, tools with their outcome, cost [cli.sessions.watch.live]', () => {
  const events: ShownEvent[] = [
    { type: 'prompt.started', prompt_id: 'p', text: 'fix it' },
    completed(['fix it'], 'u1', { role: 'user' }),
    delta('I will '),
    delta('look.'),
    completed(['I will look.']),
    tool('t1', 'Bash', { command: 'npm test' }),
    finished('t1'),
    tool('t2', 'Read', { file_path: 'a.ts' }),
    tool('t3', 'Read', { file_path: 'b.ts' }),
    finished('t3', true, 'no such file'),
    finished('t2'),
    delta('Done.', 'm2'),
    completed(['Done.', '\n\nReally.'], 'm2'),
    {
      type: 'prompt.finished',
      prompt_id: 'p',
      state: 'done',
      cost_usd: 0.0123,
      duration_ms: 12_000,
      usage: { input: 900, output: 40, cache_read: 300, cache_write: 0 },
    },
  ];
  const expected = ['> fix it', '', 'I will look.', '', '✓ Bash  npm test', '• Read  a.ts', '• Read  b.ts'];
  assert.equal(
    show(events),
    [
      ...expected.slice(0, 6),
      '✗ Read  b.ts',
      '    no such file',
      '✓ Read  a.ts',
      '',
      'Done.',
      '',
      'Really.',
      '',
      'done in 12 s, $0.0123, 1.2k tokens in, 40 out',
      '',
    ].join('\n'),
  );
  assert.match(show(events, { isLive: false }), /\n• Bash {2}npm test\n✓ Bash {2}npm test\n/);
});

test('text is shown once, whoever came late or whatever was cut [cli.sessions.watch.live]', () => {
  assert.equal(show([delta('end.'), completed(['The end.'])]), 'end.\n');
  assert.equal(show([delta('The e'), completed(['The end.'])]), 'The end.\n');
  assert.equal(show([delta('Longer than'), completed(['Longer'])]), 'Longer than\n');
  assert.equal(show([completed(['Whole.']), completed(['Whole.'])]), 'Whole.\n');
  assert.equal(
    show([delta('one', 'a'), delta('two', 'b'), completed(['one'], 'a'), completed(['two'], 'b')]),
    'one\n\ntwo\n',
  );
  assert.equal(show([delta('seen only when live'), completed(['whole'])], { isLive: false }), 'whole\n');
});

test('thinking passes, and sub-agents are set in [cli.sessions.watch.live]', () => {
  const thinking: ShownEvent = { type: 'message.delta', message_id: 'm', kind: 'thinking', text: 'hm' };
  assert.equal(show([thinking, thinking, delta('Said.')]), 'Said.\n');
  const agent = { parent_tool_use_id: 't1' };
  const events = [
    tool('t1', 'Task', { description: 'look around' }),
    { type: 'task.started', task_id: 't1', description: 'look around' },
    { ...tool('t2', 'Grep', { pattern: 'x' }), ...agent },
    { ...finished('t2'), ...agent },
    { ...delta('inner'), ...agent },
    completed(['inner result'], 'm9', agent),
    finished('t1'),
  ];
  assert.equal(
    show(events),
    '• Task  look around\n◦ sub-agent: look around\n  ✓ Grep  x\n    inner result\n✓ Task  look around\n',
  );
});

test('permissions, errors and what happens to a session have a line each [cli.sessions.watch.live]', () => {
  const lines: [ShownEvent, string][] = [
    [
      { type: 'permission.requested', kind: 'permission', tool: 'Bash', input_json: '{"command":"rm x"}' },
      '? Claude asks to use Bash  rm x',
    ],
    [
      { type: 'permission.resolved', behavior: 'allow', by: 'owner:local', input_changed: true },
      '  allowed by owner:local, with another input',
    ],
    [{ type: 'permission.resolved', behavior: 'deny', by: 'terminal', input_changed: false }, '  denied by terminal'],
    [
      { type: 'permission.resolved', behavior: 'cancelled', by: 'aborted', input_changed: false },
      '  no longer asked (aborted)',
    ],
    [{ type: 'session.error', code: 'process_exit', message: 'gone\nfor good' }, '✗ process_exit: gone for good'],
    [
      { type: 'session.closed', reason: 'idle_timeout' },
      'session closed: its process was closed after idling; the next prompt resumes it',
    ],
    [{ type: 'session.updated', title: 'New name' }, 'title: New name'],
    [{ type: 'prompt.finished', state: 'aborted' }, 'stopped'],
    [{ type: 'prompt.finished', state: 'lost' }, '✗ lost: nobody knows how the turn ended'],
    [
      {
        type: 'prompt.finished',
        state: 'error',
        error: { code: 'usage_limit', message: 'limit', retry_at: '2026-01-01T00:00:00Z' },
      },
      '✗ usage_limit: limit (again at 2026-01-01T00:00:00Z)',
    ],
  ];
  for (const [event, line] of lines) assert.equal(show([event], { width: 100 }), `${line}\n`);
  for (const event of [
    { type: 'session.idle' },
    { type: 'session.updated', status: 'idle' },
    { type: 'something.new' },
  ]) {
    assert.equal(show([event]), '');
  }
});

test('several sessions are named where another one speaks [cli.sessions.watch.live]', () => {
  const nameOf = (id: string): string => `session ${id}`;
  const events = [
    { ...completed(['one'], 'a'), session_id: '1' },
    { ...completed(['two'], 'b'), session_id: '2' },
    { ...tool('t', 'Read', { file_path: 'x' }), session_id: '2' },
    { ...completed(['three'], 'c'), session_id: '1' },
  ];
  assert.equal(
    show(events, { nameOf, isLive: false }),
    '── session 1\none\n\n── session 2\ntwo\n\n• Read  x\n\n── session 1\nthree\n',
  );
});

test('no field of an event can drive the terminal [cli.sessions.hostile]', () => {
  const evil = 'x\u001b]0;t\u0007\u009b2J\u202e';
  const events: ShownEvent[] = [
    'prompt.started',
    'prompt.finished',
    'message.delta',
    'message.completed',
    'tool.started',
    'tool.finished',
    'task.started',
    'permission.requested',
    'permission.resolved',
    'session.created',
    'session.updated',
    'session.error',
    'session.closed',
  ].map((type) => ({
    type,
    ...Object.fromEntries(
      [
        'text',
        'tool',
        'input_json',
        'description',
        'by',
        'title',
        'code',
        'message',
        'reason',
        'cwd',
        'created_by',
        'kind',
        'behavior',
        'tool_use_id',
        'message_id',
      ].map((name) => [name, evil]),
    ),
    state: 'error',
    error: { code: evil, message: evil, retry_at: evil },
    is_error: true,
    parts: [{ type: 'text', text: evil }],
  }));
  for (const view of [{ isLive: true }, { isLive: false, nameOf: () => 'n' }]) {
    const shown = show(events, view);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
});

test('of two sessions that write at once one is shown as it writes, the other when it is complete [cli.sessions.watch.live]', () => {
  const nameOf = (id: string): string => `session ${id}`;
  const of = (id: string, event: ShownEvent): ShownEvent => ({ ...event, session_id: id });
  const events = [
    of('1', delta('one ', 'a')),
    of('2', delta('hidden ', 'b')),
    of('1', delta('more', 'a')),
    of('1', completed(['one more'], 'a')),
    of('1', { type: 'prompt.finished', state: 'done' }),
    of('2', delta('so far', 'b')),
    of('2', completed(['hidden so far'], 'b')),
    of('2', delta('next', 'c')),
  ];
  assert.equal(show(events, { nameOf }), '── session 1\none more\n\ndone\n\n── session 2\nhidden so far\n\nnext\n');
});
