import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProgram } from '../../support/codez-process.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

/** Calls a tool as a program does that runs inside of a session; returns the reply's JSON. */
async function callInside(door: SessionsDoor, sessionId: string, tool: string, args: Result): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', CLAUDE_CODE_SESSION_ID: sessionId };
  const words = ['-s', '-d', JSON.stringify(args), `${door.server.url}/api/tools/${tool}`];
  return (await runProgram('curl', words, { env })).stdout;
}

function specOf(door: SessionsDoor, sessionId: string): Result {
  return JSON.parse(readFileSync(join(door.server.home, 'run', sessionId, 'process.json'), 'utf8')).spec;
}

test('what a session may not use or spend, those it makes may not either [sessions.inside.limits]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: parent } = await door.create({ disallowed_tools: ['Bash'], max_budget_usd: 1 });
  const make = (args: Result) => callInside(door, parent, 'create_session', { cwd: door.cwd, ...args });
  const made = JSON.parse(await make({ disallowed_tools: ['Write'] })).data.session_id;
  const { disallowedTools, maxBudgetUsd } = specOf(door, made);
  assert.deepEqual([disallowedTools, maxBudgetUsd], [['Write', 'Bash'], 1]);
  assert.match(await make({ max_budget_usd: 2 }), /forbidden.*above 1/);
  const { session_id: source } = await door.create();
  await door.ask(source, 'say something');
  const fork = JSON.parse(await callInside(door, parent, 'fork_session', { session_id: source })).data.session_id;
  await door.ask(fork, 'say more');
  assert.deepEqual(specOf(door, fork)['disallowedTools'], ['Bash']);
});

test('a session prompts none that does unasked what it would have to ask for itself [sessions.inside.reach]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: own } = await door.create();
  const prompt = (id: string) => callInside(door, own, 'send_prompt', { session_id: id, text: 'say hello' });
  for (const more of [{ permission_mode: 'acceptEdits' }, { allowed_tools: ['Bash'] }]) {
    const { session_id: other } = await door.create(more);
    assert.match(await prompt(other), /forbidden.*may do more/, JSON.stringify(more));
    await door.call('dispose_session', { session_id: other });
    assert.match(await prompt(other), /forbidden.*may do more/, 'without a process as well');
  }
  const { session_id: equal } = await door.create();
  assert.match(await prompt(equal), /"via":"live"/);
  const child = JSON.parse(await callInside(door, own, 'create_session', { cwd: door.cwd })).data.session_id;
  assert.match(await prompt(child), /"via":"live"/);
});

test('a session neither aborts nor ends one that may do more than it, but its equals and its own [sessions.inside.drive]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: own } = await door.create();
  const { session_id: higher } = await door.create({ permission_mode: 'acceptEdits', prompt: 'hang' });
  const { session_id: equal } = await door.create();
  const calls: [string, Result][] = [
    ['abort_session', {}],
    ['dispose_session', {}],
    ['send_and_wait', { text: 'say no' }],
    ['create_session', { cwd: door.cwd, prompt: 'say no' }],
  ];
  for (const [tool, args] of calls) {
    const refusal = await callInside(door, own, tool, { session_id: higher, ...args });
    assert.match(refusal, /forbidden.*acceptEdits, above default/, tool);
  }
  assert.equal(door.pids().size, 3);
  assert.match(await callInside(door, higher, 'abort_session', { session_id: higher }), /"aborted":true/);
  assert.match(await callInside(door, own, 'dispose_session', { session_id: equal }), /"disposed":true/);
  const child = JSON.parse(await callInside(door, own, 'create_session', { cwd: door.cwd })).data.session_id;
  assert.match(await callInside(door, own, 'dispose_session', { session_id: child }), /"disposed":true/);
});

test('a session has three others at work at most, those that wait for a place among them [sessions.inside.queue]', async (t) => {
  const door = await SessionsDoor.open(t, { args: ['--max-sessions', '1'] });
  const { session_id: parent, cursor } = await door.create();
  await door.call('send_prompt', { session_id: parent, text: 'call Bash {"command":"true","description":"x"}' });
  await door.permission(parent, cursor);
  const make = () => callInside(door, parent, 'create_session', { cwd: door.cwd, queue: true, prompt: 'say hello' });
  for (let count = 0; count < 3; count++) assert.match(await make(), /"prompt_id"/);
  assert.match(await make(), /"busy".*3 sessions of its own/);
});
