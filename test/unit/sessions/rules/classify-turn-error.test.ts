import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStreamReader } from '../../../../src/claude/stream/create-stream-reader.ts';
import type { TurnEnded } from '../../../../src/claude/stream/stream-signal.ts';
import { classifyTurnError, processExitError } from '../../../../src/sessions/rules/classify-turn-error.ts';
import { readRecording } from '../../../support/recordings.ts';

function firstTurn(name: string): TurnEnded {
  const reader = createStreamReader();
  const turn = readRecording(name)
    .flatMap((record) => [...reader.read(record)])
    .find((signal) => signal.kind === 'turn_ended');
  assert.ok(turn?.kind === 'turn_ended', name);
  return turn;
}

const RECORDED = [
  ['api-429', 'rate_limited', /too many requests/],
  ['usage-limit', 'usage_limit', /usage limit reached/],
  ['subscriber-limit', 'usage_limit', /resets Jan 15, 2027/],
  ['credit', 'usage_limit', /Credit balance/],
  ['api-529', 'overloaded', /Overloaded/],
  ['api-401', 'auth', /Invalid API key/],
  ['api-403', 'auth', /not allowed/],
  ['context-full', 'context_full', /too long/],
  ['budget', 'budget', /maximum budget/],
  ['api-500', 'other', /broken/],
  ['api-400', 'other', /odd/],
] as const;

for (const [name, code, message] of RECORDED) {
  test(`the recorded failure "${name}" is told as ${code} [sessions.errors.codes]`, () => {
    const error = classifyTurnError(firstTurn(name));
    assert.equal(error.code, code);
    assert.match(error.message, message);
  });
}

test('when a limit ends is told where Claude Code said it [sessions.errors.retry-at]', () => {
  assert.equal(classifyTurnError(firstTurn('subscriber-limit')).retry_at, '2027-01-15T08:00:00.000Z');
  assert.equal(classifyTurnError(firstTurn('api-429')).retry_at, undefined);
});

const failed = (facts: Partial<TurnEnded>): TurnEnded => ({
  kind: 'turn_ended',
  isOwnTurn: false,
  isError: true,
  isAborted: false,
  ...facts,
});

test('older words and missing fields are understood too [sessions.errors.codes]', () => {
  const table: readonly (readonly [Partial<TurnEnded>, string])[] = [
    [{ apiErrorStatus: 429, resultText: 'Claude AI usage limit reached|1790000000' }, 'usage_limit'],
    [{ resultText: 'Invalid API key · Please run /login' }, 'auth'],
    [{ resultText: 'OAuth token has expired' }, 'auth'],
    [{ resultText: 'Prompt is too long' }, 'context_full'],
    [{ apiErrorStatus: 413 }, 'context_full'],
    [{ apiErrorStatus: 503 }, 'overloaded'],
    [{ subtype: 'error_max_turns' }, 'other'],
    [{}, 'other'],
  ];
  for (const [facts, code] of table) assert.equal(classifyTurnError(failed(facts)).code, code, JSON.stringify(facts));
  const old = classifyTurnError(failed({ apiErrorStatus: 429, resultText: 'usage limit reached|1790000000' }));
  assert.equal(old.retry_at, '2026-09-21T14:13:20.000Z');
  assert.equal(classifyTurnError(failed({ subtype: 'error_max_turns' })).message, 'error_max_turns');
});

test('a process that has gone leaves its code and its last words', () => {
  assert.deepEqual(processExitError({ code: 1, signal: null, stderr: 'no room\n' }), {
    code: 'process_exit',
    message: 'Claude Code ended with exit code 1: no room',
  });
  assert.equal(processExitError({ code: null, signal: 'SIGKILL', stderr: '' }).message, 'Claude Code ended by SIGKILL');
});
