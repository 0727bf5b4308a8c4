import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import type { PermissionMode } from '../../../src/core/permission-mode.ts';
import { OWNER, type Principal } from '../../../src/core/principal.ts';
import { mayAnswer } from '../../../src/sessions/permissions/may-answer.ts';
import type { SessionRecord } from '../../../src/sessions/records/session-record.ts';
import { checkDriving } from '../../../src/sessions/rules/check-driving.ts';
import { checkChildren, resolveParent } from '../../../src/sessions/start/child-rules.ts';

const INSIDE: Principal = { ...OWNER, kind: 'session', name: 'parent' };

function record(id: string, more: Partial<SessionRecord> = {}): SessionRecord {
  return { session_id: id, created_at: 0, ...more };
}

function contextOf(
  records: readonly SessionRecord[],
  alive: readonly string[] = [],
  waiting: readonly string[] = [],
): Parameters<typeof checkChildren>[0] {
  const known = new Map(records.map((each) => [each.session_id, each]));
  return {
    records: { get: (id: string) => known.get(id) },
    places: { holders: () => alive.values() },
    prompts: { unfinished: () => waiting.values() },
  } as never;
}

test('a call from inside a session answers only for sessions that session has made [sessions.inside.answer]', () => {
  const rows: [string, Principal, SessionRecord | undefined, boolean][] = [
    ['the owner', OWNER, record('any'), true],
    ['the owner, of a session codez did not make', OWNER, undefined, true],
    ['without the scope', { ...OWNER, scopes: new Set(['sessions']) }, record('any'), false],
    ['its child', INSIDE, record('child', { parent: 'parent' }), true],
    ['itself', INSIDE, record('parent'), false],
    ['the one above it', INSIDE, record('grandparent'), false],
    ['a child of another', INSIDE, record('other', { parent: 'stranger' }), false],
    ['one of a terminal', INSIDE, undefined, false],
  ];
  for (const [what, principal, session, may] of rows) assert.equal(mayAnswer(principal, session), may, what);
});

test('an agent drives itself, what it has made, and sessions that may do no more than it [sessions.inside.drive]', () => {
  const launch = (permissionMode: string, more: object = {}) => ({ launch: { permissionMode, ...more } as never });
  const caller = record('parent', {
    ...launch('acceptEdits', { allowedTools: ['Bash(ls)'] }),
    always_allowed: ['Read'],
  });
  const rows: [string, SessionRecord | undefined, boolean][] = [
    ['itself', caller, true],
    ['a lower mode', record('a', launch('default')), true],
    ['the same mode and tools', record('a', launch('acceptEdits', { allowedTools: ['Bash(ls)', 'Read'] })), true],
    ['one codez did not make', undefined, true],
    ['a higher mode', record('a', launch('bypassPermissions')), false],
    ['more tools', record('a', launch('default', { allowedTools: ['Bash'] })), false],
    ['a tool allowed meanwhile', record('a', { ...launch('default'), always_allowed: ['Bash'] }), false],
    ['its child, to which more was allowed', record('a', { parent: 'parent', always_allowed: ['Bash'] }), true],
    ['the child of another', record('a', { ...launch('auto'), parent: 'other' }), false],
  ];
  const drives = (principal: Principal, records: (SessionRecord | undefined)[], id: string): boolean => {
    const known = records.flatMap((each) => each ?? []);
    try {
      checkDriving({ get: (wanted) => known.find(({ session_id }) => session_id === wanted) }, principal, id);
      return true;
    } catch (error) {
      assert.equal((error as CodezError).code, 'forbidden');
      return false;
    }
  };
  for (const [what, target, may] of rows) {
    assert.equal(drives(INSIDE, [caller, target], target?.session_id ?? 'a'), may, what);
    assert.equal(drives(OWNER, [caller, target], target?.session_id ?? 'a'), true, what);
  }
  const without = record('parent', launch('default', { disallowedTools: ['Bash'] }));
  assert.equal(drives(INSIDE, [without, record('a', launch('default'))], 'a'), false, 'a tool it has lost');
  assert.equal(drives(INSIDE, [record('a', launch('acceptEdits'))], 'a'), true, 'called from a terminal');
});

test('a session makes few sessions, one level deep, in no higher mode [sessions.inside.children]', () => {
  const launch = { permissionMode: 'acceptEdits' };
  const parent = record('parent', { launch });
  const children = ['a', 'b', 'c'].map((id) => record(id, { parent: 'parent', depth: 1 }));
  const refusal = (run: () => unknown): string | undefined => {
    try {
      run();
      return undefined;
    } catch (error) {
      return error instanceof CodezError ? error.code : String(error);
    }
  };
  const resolve = (records: SessionRecord[], mode?: PermissionMode) => () =>
    resolveParent(contextOf(records), INSIDE, mode);
  assert.deepEqual(resolve([parent])(), { mode: 'default', parent: 'parent', depth: 1 });
  assert.equal(resolve([parent], 'acceptEdits')().mode, 'acceptEdits');
  assert.equal(refusal(resolve([parent], 'bypassPermissions')), 'forbidden');
  assert.equal(refusal(resolve([record('parent', { launch, parent: 'top', depth: 1 })])), 'forbidden');
  const check =
    (alive: string[], principal: Principal, waiting: string[] = []) =>
    () =>
      checkChildren(contextOf([parent, ...children], alive, waiting), principal, 'd');
  assert.equal(refusal(check(['a', 'b', 'stranger'], INSIDE)), undefined);
  assert.equal(refusal(check(['a', 'b', 'c'], INSIDE)), 'busy');
  assert.equal(refusal(check(['a', 'b'], INSIDE, ['b', 'd'])), undefined);
  assert.equal(refusal(check(['a', 'b'], INSIDE, ['c'])), 'busy', 'one that waits for a place counts');
  assert.equal(refusal(check(['a', 'b', 'c'], OWNER)), undefined);
  assert.deepEqual(resolveParent(contextOf([]), OWNER, 'plan'), { mode: 'plan' });
});
