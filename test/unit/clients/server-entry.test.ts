import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { configureClient } from '../../../src/clients/configure-client.ts';
import { createScratchHome } from './scratch-home.ts';

const REFUSED: readonly { name: string; client: string; options: object; code: string; says: RegExp }[] = [
  { name: 'an unknown client', client: 'emacs', options: {}, code: 'not_found', says: /claude, codex/ },
  { name: 'a name with a dot', client: 'codex', options: { name: 'a.b' }, code: 'invalid', says: /"a\.b"/ },
  { name: 'the name __proto__', client: 'claude', options: { name: '__proto__' }, code: 'invalid', says: /__proto__/ },
  { name: 'another protocol', client: 'codex', options: { url: 'file:///x' }, code: 'invalid', says: /file:\/\/\/x/ },
  { name: 'a password', client: 'codex', options: { url: 'http://u:p@h/' }, code: 'invalid', says: /password/ },
  { name: 'a strange group', client: 'codex', options: { tools: ['a b'] }, code: 'invalid', says: /"a b"/ },
  { name: 'a key for a name', client: 'codex', options: { keyEnv: 'ck-1' }, code: 'invalid', says: /variable/ },
  {
    name: 'an unset key',
    client: 'codex',
    options: { keyEnv: 'K', embedKey: true },
    code: 'invalid',
    says: /K holds no/,
  },
  { name: 'no key named', client: 'codex', options: { embedKey: true }, code: 'invalid', says: /--key-env/ },
];

for (const { name, client, options, code, says } of REFUSED) {
  test(`${name} is refused before any file is touched`, async (t) => {
    const home = createScratchHome(t);
    await assert.rejects(
      configureClient(client, options, home),
      (error: { code: string; message: string; hint: string }) => {
        assert.equal(error.code, code);
        assert.match(`${error.message} ${error.hint}`, says);
        return true;
      },
    );
    assert.deepEqual(await readdir(home.homeDir), []);
  });
}
