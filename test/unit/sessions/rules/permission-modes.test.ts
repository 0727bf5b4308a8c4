import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../../src/core/errors.ts';
import { PERMISSION_MODES, type PermissionMode } from '../../../../src/core/permission-mode.ts';
import type { PrincipalKind } from '../../../../src/core/principal.ts';
import { checkMode, isWithinMode, modeOfChild } from '../../../../src/sessions/rules/permission-modes.ts';

const refused = (work: () => void, words: RegExp, label: string): void =>
  assert.throws(
    work,
    (error) =>
      error instanceof CodezError && error.code === 'forbidden' && words.test(`${error.message} ${error.hint}`),
    label,
  );

test('modes are ordered; auto and dontAsk stand side by side [sessions.modes.order]', () => {
  const order: PermissionMode[][] = [
    ['plan'],
    ['default'],
    ['acceptEdits'],
    ['auto', 'dontAsk'],
    ['bypassPermissions'],
  ];
  const rank = (mode: PermissionMode): number => order.findIndex((place) => place.includes(mode));
  for (const mode of PERMISSION_MODES) {
    for (const max of PERMISSION_MODES)
      assert.equal(isWithinMode(mode, max), rank(mode) <= rank(max), `${mode} ${max}`);
  }
});

test('a mode above the highest allowed is refused, any other taken [sessions.modes.max]', () => {
  for (const max of PERMISSION_MODES) {
    for (const mode of PERMISSION_MODES.filter((each) => each !== 'bypassPermissions')) {
      const check = () => checkMode(mode, { maxMode: max, allowBypass: false }, { kind: 'host' });
      if (isWithinMode(mode, max)) check();
      else refused(check, new RegExp(`${mode} is above ${max}.*--max-mode ${mode}`), `${mode} ${max}`);
    }
  }
});

test('bypassPermissions needs the mode, the permission and the owner [sessions.modes.bypass]', () => {
  const kinds: PrincipalKind[] = ['owner', 'host', 'user', 'machine', 'session'];
  for (const kind of kinds) {
    for (const allowBypass of [true, false]) {
      for (const maxMode of PERMISSION_MODES) {
        const check = () => checkMode('bypassPermissions', { maxMode, allowBypass }, { kind });
        if (kind === 'owner' && allowBypass && maxMode === 'bypassPermissions') check();
        else refused(check, kind === 'owner' ? /--allow-bypass/ : /owner alone/, `${kind} ${allowBypass} ${maxMode}`);
      }
    }
  }
});

test('a session started from inside another gets no more than that one has [sessions.modes.child]', () => {
  assert.equal(modeOfChild('plan', undefined), 'plan');
  for (const parent of PERMISSION_MODES.filter((mode) => mode !== 'plan')) {
    assert.equal(modeOfChild(parent, undefined), 'default');
  }
  for (const parent of PERMISSION_MODES) {
    for (const wanted of PERMISSION_MODES) {
      if (isWithinMode(wanted, parent)) assert.equal(modeOfChild(parent, wanted), wanted);
      else refused(() => modeOfChild(parent, wanted), new RegExp(`above ${parent}`), `${parent} ${wanted}`);
    }
  }
});
