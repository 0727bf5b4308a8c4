import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

test('an agent inside a session changes no owners, though it runs the owner’s own command [access.oauth.owner.local]', async (t) => {
  const door = await SessionsDoor.open(t);
  const { session_id: id } = await door.create();
  const inside = { ...door.server.env, CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: id };
  const words = ['eve', '--issuer', 'https://auth.example.com'];
  const added = await runCodez(['owner', 'add', ...words], inside);
  assert.equal(added.code, 4, added.stdout);
  assert.match(added.stderr, /owner_add is for a person/);
  assert.equal((await runCodez(['owner', 'add', ...words], door.server.env)).code, 0);
  assert.equal((await runCodez(['owner', 'remove', 'eve'], inside)).code, 4);
  assert.equal((await runCodez(['call', 'owner_add', 'eve'], inside)).code, 4);
  assert.match((await runCodez(['owner', 'list'], inside)).stdout, /eve/);
  assert.equal((await runCodez(['host', 'add', 'mine', '--scope', 'approve', '--yes'], inside)).code, 4);
  const others = ['host_rotate', 'host_update', 'login_link', 'store_import'];
  for (const name of others) {
    const called = await runCodez(['call', name, '--input', '{}'], inside);
    assert.equal(called.code, 4, `${name}: ${called.stderr}`);
  }
  await door.stop('SIGTERM');
  const alone = await runCodez(['owner', 'add', 'mallory', ...words.slice(1)], inside);
  assert.equal(alone.code, 4, `without a server too: ${alone.stderr}`);
});
