import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConfigFile, readConfigFile } from '../../../src/config/config-file.ts';
import { CodezError } from '../../../src/core/errors.ts';
import { scratchFolder } from '../../support/scratch.ts';

const parse = (value: unknown) => parseConfigFile('/home/me/.codez/config.json', JSON.stringify(value));

test('groups are flattened to settings', () => {
  const { values, unknownKeys } = parse({ port: 5000, log: { level: 'debug' }, access: { loopback: 'off' } });
  assert.deepEqual(Object.fromEntries(values), { port: 5000, logLevel: 'debug', loopback: 'off' });
  assert.deepEqual(unknownKeys, []);
});

test('unknown keys are kept with their dotted path', () => {
  assert.deepEqual(parse({ prot: 1, log: { colour: true }, tls: 'x', later: { a: 1 } }).unknownKeys, [
    'prot',
    'log.colour',
    'tls',
    'later',
  ]);
});

test('an unknown key below access is an error that names it and the nearest [cli.files.unknown-keys]', () => {
  assert.throws(
    () => parse({ access: { loopbak: 'off' } }),
    (error) => {
      assert.ok(error instanceof CodezError);
      assert.equal(error.code, 'invalid');
      assert.match(error.message, /unknown key "access\.loopbak" \(did you mean "access\.loopback"\?\)/);
      return true;
    },
  );
  assert.throws(() => parse({ access: 'off' }), /unknown key "access"/);
});

test('what is no JSON is refused with file, line and column', () => {
  assert.throws(
    () => parseConfigFile('/x/config.json', '{\n  "port": 1,\n}'),
    (error) => error instanceof CodezError && error.message === '/x/config.json:3:1 is not valid JSON',
  );
  for (const text of ['[]', '1', 'null', '"x"']) {
    assert.throws(() => parseConfigFile('/x/config.json', text), /must hold a JSON object/);
  }
});

test('a byte order mark does no harm', () => {
  assert.equal(parseConfigFile('/x/config.json', '\uFEFF{"port": 1}').values.get('port'), 1);
});

test('a missing file holds nothing', () => {
  assert.equal(readConfigFile(join(scratchFolder(), 'none', 'config.json')), undefined);
});

test('a symbolic link and an unreadable file are refused, with the reason', () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'real.json'), '{}');
  symlinkSync('real.json', join(folder, 'config.json'));
  assert.throws(() => readConfigFile(join(folder, 'config.json')), /is a symbolic link/);
  const unreadable = join(scratchFolder(), 'config.json');
  writeFileSync(unreadable, '{}');
  chmodSync(unreadable, 0);
  // The superuser reads what nobody may read.
  if (process.getuid?.() === 0) assert.deepEqual(readConfigFile(unreadable)?.unknownKeys, []);
  else assert.throws(() => readConfigFile(unreadable), /cannot be read \(EACCES\)/);
});

test('what is no plain file, or far too large, is refused at once and left alone', () => {
  const folder = scratchFolder();
  const pipe = join(folder, 'pipe.json');
  execFileSync('mkfifo', [pipe]);
  const large = join(folder, 'large.json');
  writeFileSync(large, JSON.stringify({ x: 'a'.repeat(10_000_000) }));
  for (const path of [pipe, large, folder]) {
    assert.throws(() => readConfigFile(path), { code: 'invalid', message: /is no file of settings/ }, path);
  }
});
