import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal } from '../../../../src/core/principal.ts';
import type { Scope } from '../../../../src/core/scopes.ts';
import { checkAllowedTools } from '../../../../src/sessions/rules/allowed-tools.ts';

const caller = (kind: Principal['kind'], ...scopes: Scope[]): Pick<Principal, 'kind' | 'scopes'> => ({
  kind,
  scopes: new Set(scopes),
});

test('who may not answer lets no tool run unasked, and a session none that it may not use unasked itself [sessions.modes.allowed-tools]', () => {
  const allow =
    (...args: Parameters<typeof checkAllowedTools>) =>
    () =>
      checkAllowedTools(...args);
  assert.doesNotThrow(allow([], caller('host', 'sessions')));
  assert.throws(allow(['Bash'], caller('host', 'sessions')), {
    code: 'forbidden',
    message: /insufficient_scope.*approve/,
  });
  assert.doesNotThrow(allow(['Bash'], caller('host', 'sessions', 'approve')));
  const session = caller('session', 'sessions', 'approve');
  assert.doesNotThrow(allow(['Read'], session, ['Bash', 'Read']));
  assert.throws(allow(['Read'], session), { code: 'forbidden', message: /Read/ });
  assert.throws(allow(['Bash(git:*)', 'Bash'], session, ['Bash(git:*)']), { code: 'forbidden', message: /: Bash$/ });
});
