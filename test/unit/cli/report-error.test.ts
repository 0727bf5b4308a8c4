import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { Io } from '../../../src/cli/io.ts';
import { reportError } from '../../../src/cli/report-error.ts';
import { CodezError, ERROR_CODES, edgesOf } from '../../../src/core/errors.ts';
import { scratchFolder } from '../../support/scratch.ts';

/** Reports an error as the command line would; returns its exit code and what stderr shows. */
async function report(error: unknown, home: string, ...argv: string[]) {
  const stderr = new PassThrough();
  const io = { stderr, cwd: '/', userHome: '/' } as unknown as Io;
  const code = await reportError(error, { argv: ['tools', ...argv], env: { CODEZ_HOME: home }, io });
  return { code, text: String(stderr.read() ?? '') };
}

test('every error code ends with its exit code of the table [cli.errors.table]', async () => {
  for (const code of ERROR_CODES) {
    const shown = await report(new CodezError(code, 'It went wrong, since x', 'Do y.'), scratchFolder());
    assert.deepEqual(shown, {
      code: edgesOf(code).exit,
      text: 'error: It went wrong, since x\nhint:  Do y.\n',
    });
  }
});

test('a bug ends with 1, says where its stack is, and shows it with --verbose only [cli.errors.no-trace]', async () => {
  const home = scratchFolder();
  const log = join(home, 'error.log');
  const bug = new TypeError('secret is not a function');
  const { code, text } = await report(bug, home);
  assert.equal(code, 1);
  const [, id] =
    /^error: Internal error ([0-9a-f]{8})\nhint: {2}This is a bug in codez: (.*) has it under this id\.\n$/.exec(
      text,
    ) ?? [];
  assert.ok(text.includes(log), text);
  assert.equal(statSync(log).mode & 0o777, 0o600);
  const entry = JSON.parse(readFileSync(log, 'utf8')) as Record<string, string>;
  assert.equal(entry['id'], id);
  assert.match(entry['stack'] ?? '', /^TypeError: secret is not a function\n\s+at /);
  assert.match((await report(bug, home, '--verbose')).text, /\n\s+at /);
});

test('a bug in an operation keeps its id, and a log that cannot be written is not asked for', async () => {
  const bug = new CodezError('internal', 'Internal error 12345678', 'The server log has it.', {
    cause: new Error('x'),
  });
  const home = scratchFolder();
  assert.match((await report(bug, home)).text, /^error: Internal error 12345678\nhint: {2}.*error\.log has it/);
  const missing = join(home, 'none');
  assert.match((await report(bug, missing)).text, /run again with --verbose/);
  assert.equal(existsSync(missing), false);
  const linked = scratchFolder();
  writeFileSync(join(linked, 'victim'), '');
  symlinkSync('victim', join(linked, 'error.log'));
  assert.match((await report(bug, linked)).text, /run again with --verbose/);
  assert.equal(readFileSync(join(linked, 'victim'), 'utf8'), '');
});

test('what the system refuses is no bug', async () => {
  const denied = Object.assign(new Error('x'), { code: 'EACCES', path: '/x/y' });
  const { code, text } = await report(denied, scratchFolder());
  assert.equal(code, 4);
  assert.match(text, /^error: \/x\/y cannot be used: permission denied \(EACCES\)\nhint: {2}Check its owner/);
});

test('control characters of a message cannot drive the terminal', async () => {
  const { text } = await report(new CodezError('invalid', 'bad \u001b[31m \u202e', ''), scratchFolder());
  assert.equal(text, 'error: bad \\u001b[31m \\u202e\n');
});
