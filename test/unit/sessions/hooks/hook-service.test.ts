import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { asking, BASH, createHookBench, idOf, OTHER, SESSION } from '../../../support/sessions/hook-bench.ts';

test('a dialog is listed and answered here: the hook takes the decision back [sessions.hooks.answered]', async (t) => {
  const { hooks, tell, told } = await createHookBench(t);
  const decided = tell('PermissionRequest', { ...asking(), prompt_id: 'p1' });
  const [request] = hooks.list();
  assert.ok(request);
  assert.deepEqual(
    { ...request, request_id: 'id' },
    {
      request_id: 'id',
      session_id: SESSION,
      kind: 'permission',
      tool: 'Bash',
      input: BASH,
      created_at: '2026-01-01T00:00:00.000Z',
      via: 'hook',
    },
  );
  const answer = { sessionId: SESSION, requestId: request.request_id, behavior: 'allow' } as const;
  assert.deepEqual(await hooks.respond(answer, 'owner:local'), { resolved: true });
  assert.deepEqual(await decided, { behavior: 'allow' });
  assert.deepEqual(hooks.list(), []);
  await assert.rejects(async () => hooks.respond(answer, 'owner:local'), { code: 'conflict' });
  const [asked, resolved] = await told();
  assert.ok(asked?.type === 'permission.requested' && resolved?.type === 'permission.resolved');
  assert.equal(asked.via, 'hook');
  assert.equal(asked.input_json, JSON.stringify(BASH));
  assert.deepEqual([resolved.behavior, resolved.by, resolved.how], ['allow', 'owner:local', 'hook']);
});

for (const [what, answer, decision] of [
  ['denied with words', { behavior: 'deny', message: 'not now' }, { behavior: 'deny', message: 'not now' }],
  [
    'changed',
    { behavior: 'allow', updatedInput: { command: 'ls' } },
    { behavior: 'allow', updatedInput: { command: 'ls' } },
  ],
  [
    'allowed for the rest of the session',
    { behavior: 'allow', always: true },
    {
      behavior: 'allow',
      updatedPermissions: [
        { type: 'addRules', rules: [{ toolName: 'Bash' }], behavior: 'allow', destination: 'session' },
      ],
    },
  ],
] as const) {
  test(`a dialog that is ${what} here tells Claude Code so [sessions.hooks.answered]`, async (t) => {
    const { hooks, tell, told } = await createHookBench(t);
    const decided = tell('PermissionRequest', asking());
    await hooks.respond({ sessionId: SESSION, requestId: idOf(hooks), ...answer }, 'owner:local');
    assert.deepEqual(await decided, decision);
    const resolved = (await told())[1];
    assert.equal(resolved?.type === 'permission.resolved' && resolved.input_changed, 'updatedInput' in answer);
  });
}

test('a question is answered by its answers, and by nothing less [sessions.hooks.questions]', async (t) => {
  const { hooks, tell } = await createHookBench(t);
  const questions = [{ question: 'Which color?', options: [{ label: 'Red' }, { label: 'Blue' }] }];
  const decided = tell('PermissionRequest', asking({ questions }, 'AskUserQuestion'));
  const [request] = hooks.list();
  assert.equal(request?.kind, 'question');
  assert.deepEqual(request?.questions, questions);
  const answer = { sessionId: SESSION, requestId: idOf(hooks), behavior: 'allow' } as const;
  await assert.rejects(async () => hooks.respond(answer, 'owner:local'), { code: 'invalid' });
  await hooks.respond({ ...answer, answers: { 'Which color?': 'Blue' } }, 'owner:local');
  assert.deepEqual(await decided, {
    behavior: 'allow',
    updatedInput: { questions, answers: { 'Which color?': 'Blue' } },
  });
});

for (const [what, name, rest, by, behavior] of [
  ['allowed in the terminal', 'PostToolUse', asking(), 'terminal', 'allow'],
  ['allowed with an answer added', 'PostToolUse', asking({ ...BASH, answers: {} }), 'terminal', 'allow'],
  ['overtaken by the end of the turn', 'Stop', {}, 'terminal', 'cancelled'],
  ['overtaken by the next prompt', 'UserPromptSubmit', { prompt_id: 'p2' }, 'terminal', 'cancelled'],
  ['left by the session', 'SessionEnd', {}, 'expired', 'cancelled'],
] as const) {
  test(`a dialog that is ${what} ends here without a decision [sessions.hooks.terminal]`, async (t) => {
    const { hooks, tell, told } = await createHookBench(t);
    const decided = tell('PermissionRequest', { ...asking(), prompt_id: 'p1' });
    const elsewhere = tell('PermissionRequest', { ...asking(), session_id: OTHER });
    await tell(name, rest);
    assert.equal(await decided, undefined);
    assert.deepEqual(hooks.list(SESSION), []);
    assert.equal(hooks.list(OTHER).length, 1, 'another session is another dialog');
    const resolved = (await told()).find(({ type }) => type === 'permission.resolved');
    assert.ok(resolved?.type === 'permission.resolved');
    assert.deepEqual([resolved.by, resolved.behavior, resolved.session_id], [by, behavior, SESSION]);
    hooks.close();
    assert.equal(await elsewhere, undefined);
  });
}

test('what has nothing to do with a dialog leaves it open [sessions.hooks.terminal]', async (t) => {
  const { hooks, tell } = await createHookBench(t);
  const decided = tell('PermissionRequest', { ...asking(), prompt_id: 'p1' });
  const ofAgent = tell('PermissionRequest', { ...asking({ command: 'ls' }), prompt_id: 'p1', agent_id: 'a1' });
  await tell('PostToolUse', asking({ command: 'other' }));
  await tell('PostToolUse', asking(BASH, 'Write'));
  await tell('UserPromptSubmit', { prompt_id: 'p1' });
  await tell('Stop', { agent_id: 'a2' });
  assert.equal(hooks.list().length, 2);
  await tell('Stop');
  assert.equal(await decided, undefined);
  assert.equal(hooks.list().length, 1, 'what a sub-agent asks outlives the turn');
  await tell('SessionEnd');
  assert.equal(await ofAgent, undefined);
});

test('a tool that ends in the transcript ends its dialog: a hook may not come for one that failed [sessions.hooks.terminal]', async (t) => {
  const { hooks, tell, log } = await createHookBench(t);
  const decided = tell('PermissionRequest', asking());
  const use = { session_id: SESSION, tool_use_id: 'toolu_1' };
  log.append([{ type: 'tool.started', ...use, tool: 'Bash', input_json: JSON.stringify(BASH) }]);
  log.append([{ type: 'tool.finished', ...use, is_error: true, text: 'no' }]);
  assert.equal(await decided, undefined);
  assert.deepEqual(hooks.list(), []);
});

test('a hook whose connection is gone is no request any more [sessions.hooks.terminal]', async (t) => {
  const { hooks, tell, told } = await createHookBench(t);
  const controller = new AbortController();
  const decided = tell('PermissionRequest', asking(), controller.signal);
  const requestId = idOf(hooks);
  controller.abort();
  assert.equal(await decided, undefined);
  await assert.rejects(async () => hooks.respond({ sessionId: SESSION, requestId, behavior: 'allow' }, 'x'), {
    code: 'conflict',
  });
  const resolved = (await told())[1];
  assert.equal(resolved?.type === 'permission.resolved' && resolved.by, 'terminal');
});

for (const [what, isAttended, timeoutMs] of [
  ['a dialog that nobody answers expires here, and stays in the terminal', true, 3_600_000],
  ['a script that asks, and that nobody sits before, stands still for a minute at most', false, 60_000],
] as const) {
  test(`${what} [sessions.hooks.expired]`, async (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    const { hooks, tell } = await createHookBench(t, [], isAttended);
    const decided = tell('PermissionRequest', asking());
    // Who sits before it is looked up.
    await new Promise(setImmediate);
    mock.timers.tick(timeoutMs - 1);
    assert.equal(hooks.list().length, 1);
    mock.timers.tick(1);
    assert.equal(await decided, undefined);
    assert.deepEqual(hooks.list(), []);
  });
}

test('hooks of a session that codez runs itself are ignored [sessions.hooks.own]', async (t) => {
  const { hooks, tell, told } = await createHookBench(t, [SESSION]);
  assert.equal(await tell('PermissionRequest', asking()), undefined);
  assert.deepEqual(hooks.list(), []);
  assert.deepEqual(await told(), []);
  assert.equal(hooks.isSeen(SESSION), false);
});

test('a session is seen while its hooks come or its dialog is open, and no longer than it lives [sessions.hooks.mirror]', async (t) => {
  const { hooks, tell, clock } = await createHookBench(t);
  assert.equal(hooks.isSeen(SESSION), false);
  await tell('UserPromptSubmit');
  assert.equal(hooks.isSeen(SESSION), true);
  clock.now += 61_000;
  assert.equal(hooks.isSeen(SESSION), false);
  const decided = tell('PermissionRequest', asking());
  clock.now += 600_000;
  assert.equal(hooks.isSeen(SESSION), true);
  await tell('SessionEnd');
  await decided;
  assert.equal(hooks.isSeen(SESSION), false);
});

test('a request id of one session answers for no other [sessions.hooks.answered]', async (t) => {
  const { hooks, tell } = await createHookBench(t);
  const decided = tell('PermissionRequest', asking());
  const requestId = idOf(hooks);
  assert.equal(hooks.respond({ sessionId: OTHER, requestId, behavior: 'allow' }, 'x'), undefined);
  assert.equal(hooks.respond({ sessionId: SESSION, requestId: 'other', behavior: 'allow' }, 'x'), undefined);
  hooks.close();
  await decided;
});

test('dialogs with more input than can be kept are left to their terminals, until others end [sessions.hooks.bounded]', async (t) => {
  const { hooks, tell } = await createHookBench(t);
  const input = { content: 'x'.repeat(16 * 1024 * 1024) };
  for (let count = 0; count < 4; count++) void tell('PermissionRequest', { tool_name: 'Write', tool_input: input });
  assert.equal(hooks.list().length, 4);
  assert.equal(await tell('PermissionRequest', { tool_name: 'Bash', tool_input: BASH }), undefined);
  const [first] = hooks.list();
  await hooks.respond({ sessionId: SESSION, requestId: first?.request_id ?? '', behavior: 'deny' }, 'owner:local');
  void tell('PermissionRequest', { tool_name: 'Bash', tool_input: BASH });
  assert.equal(hooks.list().at(-1)?.tool, 'Bash');
});
