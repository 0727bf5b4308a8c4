import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CodezError, type ErrorCode } from '../../../../src/core/errors.ts';
import {
  createFolderTrust,
  NOBODY_TRUSTED,
  parseTrustList,
  type TrustList,
} from '../../../../src/sessions/rules/create-folder-trust.ts';
import type { FolderTrust } from '../../../../src/sessions/rules/folder-trust.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { withStore } from '../../../support/store.ts';

/** A tree with a home directory, and trust kept in a store of its own. */
async function withTrust(
  inClaude: readonly string[],
  use: (trust: FolderTrust, at: (path: string) => string, list: () => TrustList) => Promise<void>,
): Promise<void> {
  const base = realpathSync(scratchFolder());
  const at = (path: string): string => join(base, path);
  for (const folder of ['home/src/one/sub', 'home/src/two', 'home/src-other', 'outside']) {
    mkdirSync(at(folder), { recursive: true });
  }
  symlinkSync(at('home/src/one'), at('outside/link'));
  writeFileSync(at('home/file'), '');
  await withStore(at('data'), async (store) => {
    const document = await store.document('trust', { initial: NOBODY_TRUSTED, parse: parseTrustList });
    const claudeTrust = { isTrusted: async (folder: string) => inClaude.map(at).includes(folder) };
    await use(createFolderTrust({ document, claudeTrust, userHome: at('home') }), at, () => document.read());
  });
}

const refuses = (code: ErrorCode) => (error: unknown) => error instanceof CodezError && error.code === code;

test('a trusted folder is trusted with all that lies in it, and nothing else [sessions.trust.own]', () =>
  withTrust([], async (trust, at) => {
    assert.equal(await trust.isTrusted(at('home/src')), false);
    assert.deepEqual(await trust.trust(at('home/src')), { folder: at('home/src'), changed: true });
    const cases: [string, boolean][] = [
      ['home/src', true],
      ['home/src/one/sub', true],
      ['outside/link', true],
      ['outside/link/sub', true],
      ['home/src-other', false],
      ['home', false],
      ['outside', false],
      ['home/src/missing', false],
    ];
    for (const [folder, expected] of cases) assert.equal(await trust.isTrusted(at(folder)), expected, folder);
  }));

test('a folder is trusted by its real path, once [sessions.trust.own]', () =>
  withTrust([], async (trust, at, list) => {
    assert.deepEqual(await trust.trust(at('outside/link')), { folder: at('home/src/one'), changed: true });
    assert.deepEqual(await trust.trust(at('home/src/one/')), { folder: at('home/src/one'), changed: false });
    assert.deepEqual(await trust.trust(at('home/src/one/sub')), { folder: at('home/src/one/sub'), changed: false });
    assert.deepEqual(list(), { folders: [at('home/src/one')] });
    // A parent takes the place of what is in it.
    assert.deepEqual(await trust.trust(at('home/src')), { folder: at('home/src'), changed: true });
    assert.deepEqual(list(), { folders: [at('home/src')] });
    // A link that leads elsewhere by now is another folder.
    rmSync(at('outside/link'));
    symlinkSync(at('home/src-other'), at('outside/link'));
    assert.equal(await trust.isTrusted(at('outside/link')), false);
  }));

test('what Claude Code trusts is trusted here, by its real path [sessions.trust.claude]', () =>
  withTrust(['home/src/one'], async (trust, at, list) => {
    assert.equal(await trust.isTrusted(at('outside/link')), true);
    assert.equal(await trust.isTrusted(at('home/src/two')), false);
    assert.deepEqual(await trust.trust(at('home/src/one')), { folder: at('home/src/one'), changed: false });
    assert.deepEqual(list(), { folders: [at('home/src/one')] });
  }));

test('what is no folder of its own cannot be trusted [sessions.trust.own]', () =>
  withTrust([], async (trust, at, list) => {
    const refused: [string, ErrorCode][] = [
      [at('home/missing'), 'not_found'],
      [at('home/file'), 'invalid'],
      ['src', 'invalid'],
      [`${at('home')}\n`, 'invalid'],
      ['/', 'forbidden'],
      [at(''), 'forbidden'],
    ];
    for (const [folder, code] of refused) await assert.rejects(trust.trust(folder), refuses(code), folder);
    assert.deepEqual(list(), NOBODY_TRUSTED);
    assert.equal((await trust.trust(at('home'))).changed, true);
  }));

test('a list of another form trusts nobody and says so', () => {
  for (const value of [null, [], {}, { folders: 'x' }, { folders: [1] }]) {
    assert.throws(() => parseTrustList(value), refuses('unavailable'));
  }
  assert.deepEqual(parseTrustList({ folders: ['/a'] }), { folders: ['/a'] });
});
