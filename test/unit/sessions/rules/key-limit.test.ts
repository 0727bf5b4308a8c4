import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../../src/core/errors.ts';
import { PERMISSION_MODES, type PermissionMode } from '../../../../src/core/permission-mode.ts';
import { OWNER, type Principal } from '../../../../src/core/principal.ts';
import type { Scope } from '../../../../src/core/scopes.ts';
import { checkAnswerMode } from '../../../../src/sessions/permissions/check-answer-mode.ts';
import type { SessionRecord } from '../../../../src/sessions/records/session-record.ts';
import { checkDriving } from '../../../../src/sessions/rules/check-driving.ts';
import { modeAfterPlan, modeOfSession } from '../../../../src/sessions/rules/mode-of-session.ts';
import { checkMode, isWithinMode, modeUnasked } from '../../../../src/sessions/rules/permission-modes.ts';
import { checkReach, resolveParent } from '../../../../src/sessions/start/child-rules.ts';

const LIMITS = { maxMode: 'bypassPermissions', allowBypass: true } as const;

function keyOf(maxMode: PermissionMode | undefined, scopes: Scope[] = ['sessions']): Principal {
  return { ...OWNER, kind: 'host', name: 'web', scopes: new Set(scopes), ...(maxMode && { maxMode }) };
}

function record(id: string, mode: string, more: Partial<SessionRecord> = {}): SessionRecord {
  return { session_id: id, created_at: 0, launch: { permissionMode: mode }, ...more };
}

function refusal(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CodezError, String(error));
    assert.equal(error.code, 'forbidden');
    return error.message;
  }
}

test('a mode above that of the key is refused; without one asked for it is the highest up to default [access.max-mode.start]', () => {
  for (const max of PERMISSION_MODES) {
    for (const mode of PERMISSION_MODES.filter((each) => each !== 'bypassPermissions')) {
      const said = refusal(() => checkMode(mode, LIMITS, keyOf(max)));
      assert.equal(said === undefined, isWithinMode(mode, max), `${mode} ${max}`);
      if (said !== undefined) assert.match(said, /the highest this key allows/);
    }
    assert.match(refusal(() => checkMode('bypassPermissions', LIMITS, keyOf(max))) ?? '', /owner alone/);
    const { mode } = resolveParent({ records: { get: () => undefined } } as never, keyOf(max), undefined);
    assert.equal(mode, max === 'plan' ? 'plan' : 'default');
  }
  assert.match(refusal(() => checkMode('auto', { ...LIMITS, maxMode: 'default' }, keyOf('auto'))) ?? '', /this server/);
  assert.equal(modeUnasked(undefined, 'acceptEdits', 'plan'), 'plan');
});

test('who comes by token is never given bypassPermissions, nor what has it [access.remote.bypass]', () => {
  const remote: Principal = { ...OWNER, name: 'ann@auth.example.com', isRemote: true };
  assert.equal(
    refusal(() => checkMode('bypassPermissions', LIMITS, OWNER)),
    undefined,
  );
  assert.match(refusal(() => checkMode('bypassPermissions', LIMITS, remote)) ?? '', /at the machine/);
  const context = {
    limits: LIMITS,
    records: { get: (id: string) => (id === 'high' ? record('high', 'bypassPermissions') : record(id, 'auto')) },
  } as never;
  assert.equal(
    refusal(() => checkReach(context, OWNER, 'high')),
    undefined,
  );
  assert.match(refusal(() => checkReach(context, remote, 'high')) ?? '', /bypassPermissions/);
  assert.equal(
    refusal(() => checkReach(context, remote, 'other')),
    undefined,
  );
});

test('a key drives nothing that may do more than its own sessions may [access.max-mode.drive]', () => {
  const plan = keyOf('plan');
  const approver = keyOf('default', ['sessions', 'approve']);
  const rows: [string, Principal, SessionRecord | undefined, boolean][] = [
    ['its own', plan, record('s', 'plan', { created_by: 'host:web' }), true],
    ['of another, in the same mode', plan, record('s', 'plan'), true],
    ['above it', plan, record('s', 'default'), false],
    ['its own, made when the key allowed more', plan, record('s', 'acceptEdits', { created_by: 'host:web' }), false],
    ['its own, whose plan was approved', plan, record('s', 'plan', { current_mode: 'default' }), false],
    ['one in plan mode for the moment', plan, record('s', 'acceptEdits', { current_mode: 'plan' }), false],
    ['one in a mode nobody knows', plan, record('s', 'plan', { current_mode: 'yolo' }), false],
    ['one started in a mode nobody knows', keyOf('auto'), record('s', 'yolo'), false],
    ['one codez did not start', plan, undefined, false],
    ['one codez did not start', keyOf('default'), undefined, true],
    ['tools unasked', plan, record('s', 'plan', { launch: { permissionMode: 'plan', allowedTools: ['Bash'] } }), false],
    ['tools allowed meanwhile', plan, record('s', 'plan', { always_allowed: ['Bash'] }), false],
    ['its own, with such', plan, record('s', 'plan', { created_by: 'host:web', always_allowed: ['Bash'] }), true],
    ['of a host of a like name', plan, record('s', 'plan', { created_by: 'host:web2', always_allowed: ['B'] }), false],
    ['of a user of its name', plan, record('s', 'plan', { created_by: 'user:web', always_allowed: ['Bash'] }), false],
    ['such, of a key that may approve', approver, record('s', 'plan', { always_allowed: ['Bash'] }), true],
    ['any, of a key without a limit', keyOf(undefined), record('s', 'auto', { always_allowed: ['Bash'] }), true],
  ];
  for (const [what, principal, target, may] of rows) {
    const records = { get: () => target };
    assert.equal(refusal(() => checkDriving(records, principal, 's')) === undefined, may, what);
    const reach = refusal(() => checkReach({ records, limits: LIMITS } as never, principal, 's'));
    assert.equal(reach === undefined, may, `prompt: ${what}`);
  }
});

test('a session called from by a limited key starts no more than the key allows [access.max-mode.inside]', () => {
  const records = { get: (id: string) => (id === 'parent' ? record('parent', 'acceptEdits') : undefined) };
  const inside = (maxMode: PermissionMode): Principal => ({ ...keyOf(maxMode), kind: 'session', name: 'parent' });
  const start = (maxMode: PermissionMode, wanted?: PermissionMode) => {
    const { mode } = resolveParent({ records } as never, inside(maxMode), wanted);
    checkMode(mode, LIMITS, inside(maxMode));
    return mode;
  };
  assert.equal(start('plan'), 'plan');
  assert.equal(start('default'), 'default');
  assert.equal(start('auto', 'acceptEdits'), 'acceptEdits');
  assert.match(refusal(() => start('plan', 'default')) ?? '', /this key/);
  assert.match(refusal(() => start('default', 'acceptEdits')) ?? '', /this key/);
  assert.match(refusal(() => start('auto', 'auto')) ?? '', /mode of the session/);
});

test('a plan is approved only by who may have the mode that follows [access.max-mode.plan]', () => {
  const planned = record('s', 'plan');
  assert.equal(modeAfterPlan(planned), 'default');
  assert.equal(modeAfterPlan(undefined), 'default');
  assert.equal(modeAfterPlan(record('s', 'acceptEdits', { current_mode: 'plan' })), 'acceptEdits');
  assert.equal(modeOfSession(record('s', 'plan', { current_mode: 'acceptEdits' })), 'acceptEdits');
  const approve = (
    principal: Principal,
    target: SessionRecord,
    {
      ask = 'plan',
      behavior = 'allow',
      maxMode = 'auto',
    }: { ask?: string; behavior?: string; maxMode?: PermissionMode } = {},
  ) =>
    refusal(() =>
      checkAnswerMode(
        {
          limits: { ...LIMITS, maxMode },
          permissionSources: [],
          records: { get: (id: string) => (id === 's' ? target : record(id, 'plan')) },
        } as never,
        { sessionId: 's', requestId: 'r', behavior } as never,
        { ask } as never,
        principal,
      ),
    );
  const scopes: Scope[] = ['sessions', 'approve'];
  assert.match(approve(keyOf('plan', scopes), planned) ?? '', /default is above plan/);
  assert.equal(approve(keyOf('plan', scopes), planned, { behavior: 'deny' }), undefined);
  assert.equal(approve(keyOf('plan', scopes), planned, { ask: 'permission' }), undefined);
  assert.equal(approve(keyOf('default', scopes), planned), undefined);
  assert.match(approve(keyOf('default', scopes), record('s', 'acceptEdits')) ?? '', /acceptEdits is above default/);
  assert.equal(approve(OWNER, planned), undefined);
  assert.match(approve(OWNER, planned, { maxMode: 'plan' }) ?? '', /this server/);
  assert.match(approve({ ...OWNER, kind: 'session', name: 'p' }, planned) ?? '', /mode of the session/);
  assert.match(approve({ ...OWNER, isRemote: true }, record('s', 'bypassPermissions')) ?? '', /at the machine/);
});

test('a plan of a terminal is approved only by who may have mode default [access.max-mode.plan]', () => {
  const asked = { request_id: 'r', session_id: 's', kind: 'plan' };
  const approve = (principal: Principal, requestId = 'r') =>
    refusal(() =>
      checkAnswerMode(
        { limits: LIMITS, permissionSources: [{ list: () => [asked] }], records: { get: () => undefined } } as never,
        { sessionId: 's', requestId, behavior: 'allow' },
        undefined,
        principal,
      ),
    );
  assert.match(approve(keyOf('plan', ['approve'])) ?? '', /above plan/);
  assert.equal(approve(keyOf('plan', ['approve']), 'another'), undefined);
  assert.equal(approve(keyOf('default', ['approve'])), undefined);
  assert.equal(approve(OWNER), undefined);
});
