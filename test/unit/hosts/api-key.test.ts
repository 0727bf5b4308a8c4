import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { hashOf, isSameHash, makeApiKey, prefixOf } from '../../../src/hosts/api-key.ts';

test('a key is cz_ and 256 random bits, and its SHA-256 and prefix are all that is kept [access.key.form]', () => {
  const bytes = randomBytes(32);
  const { key, stored } = makeApiKey(bytes);
  assert.match(key, /^cz_[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(Buffer.from(key.slice(3), 'base64url'), bytes);
  assert.deepEqual(stored, {
    prefix: key.slice(3, 11),
    sha256: createHash('sha256').update(key).digest('hex'),
  });
  assert.equal(prefixOf(key), stored.prefix);
});

test('what is kept of a key is itself no key [access.key.hash-is-no-key]', () => {
  const { stored } = makeApiKey(randomBytes(32));
  for (const text of [stored.sha256, `cz_${stored.sha256}`, `cz_${stored.sha256.slice(0, 43)}`, stored.prefix]) {
    assert.ok(!isSameHash(hashOf(text), Buffer.from(stored.sha256, 'hex')), text);
  }
});

test('a key is made of 32 bytes and no others', () => {
  for (const size of [0, 16, 31, 33]) assert.throws(() => makeApiKey(randomBytes(size)), TypeError, `${size}`);
});

test('a hash is compared whole: any changed byte is another one, and nothing equals what is not stored [access.key.compare]', () => {
  const { key, stored } = makeApiKey(randomBytes(32));
  const right = Buffer.from(stored.sha256, 'hex');
  assert.ok(isSameHash(hashOf(key), right));
  for (const at of [0, 1, 15, 30, 31]) {
    const wrong = Buffer.from(right);
    wrong[at] = (wrong[at] ?? 0) ^ 1;
    assert.ok(!isSameHash(wrong, right), `byte ${at}`);
  }
  assert.ok(!isSameHash(right, undefined));
  // What unknown keys are compared with is no hash that lets anybody in.
  assert.ok(!isSameHash(Buffer.alloc(32, 0xa5), undefined));
});
