import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CodezError, type ErrorCode } from '../../../../src/core/errors.ts';
import { createSessionLimits } from '../../../../src/sessions/rules/create-session-limits.ts';
import { isInside } from '../../../../src/sessions/rules/is-inside.ts';
import { resolveWorkingFolder } from '../../../../src/sessions/rules/working-folder.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const base = realpathSync(scratchFolder());
const at = (...parts: string[]): string => join(base, ...parts);
for (const folder of ['home/project/deep', 'home/.codez/files', 'home-2', 'elsewhere', 'home/..dots']) {
  mkdirSync(at(folder), { recursive: true });
}
writeFileSync(at('home/file'), '');
symlinkSync(at('home'), at('way-in'));
symlinkSync(at('elsewhere'), at('home/way-out'));
symlinkSync(at('home/.codez'), at('home/to-data'));
symlinkSync(at('nowhere'), at('home/dangling'));
symlinkSync(at('home/loop'), at('home/loop'));

const limits = { roots: [at('home')], forbidden: [at('home/.codez')] };

test('a folder below a root is taken, made real [sessions.roots.inside]', async () => {
  const taken: [string, string][] = [
    [at('home'), at('home')],
    [at('home/project'), at('home/project')],
    [`${at('home/project')}//deep/../`, at('home/project')],
    [at('way-in/project'), at('home/project')],
    [at('home/..dots'), at('home/..dots')],
  ];
  for (const [cwd, real] of taken) assert.equal(await resolveWorkingFolder(cwd, limits), real);
});

test('anything else is refused, each for its reason [sessions.roots.outside, sessions.roots.forbidden]', async () => {
  const refused: [string, ErrorCode, RegExp][] = [
    [at('elsewhere'), 'forbidden', /outside the folders/],
    [at('home-2'), 'forbidden', /outside the folders/],
    ['/', 'forbidden', /outside the folders/],
    [at('home/way-out'), 'forbidden', /outside the folders/],
    [at('home/..'), 'forbidden', /outside the folders/],
    [at('home/missing/../../elsewhere'), 'forbidden', /outside the folders/],
    // Outside the roots it is not told what exists.
    [at('missing'), 'forbidden', /outside the folders/],
    [at('home/.codez'), 'forbidden', /no session may work/],
    [at('home/.codez/files'), 'forbidden', /no session may work/],
    [at('home/.codez/missing'), 'forbidden', /no session may work/],
    [at('home/to-data'), 'forbidden', /no session may work/],
    [at('home/missing'), 'not_found', /There is no folder/],
    [at('way-in/missing'), 'not_found', /There is no folder .*home\/missing/],
    [at('home/dangling'), 'not_found', /There is no folder/],
    [at('home/file'), 'invalid', /no folder/],
    [at('home/file/in'), 'invalid', /no folder/],
    [at('home/loop'), 'invalid', /no folder/],
    [at(`home/${'x'.repeat(300)}`), 'invalid', /no folder/],
    [at(`home/${'x/'.repeat(2100)}`), 'invalid', /too long/],
    ['home/project', 'invalid', /no absolute path/],
    ['~', 'invalid', /no absolute path/],
    ['~/project', 'invalid', /no absolute path/],
    ['', 'invalid', /no absolute path/],
    [`${at('home')}\0/project`, 'invalid', /control characters/],
    [`${at('home')}/a\nb`, 'invalid', /control characters/],
    [`${at('home')}/\u001b[2J`, 'invalid', /control characters/],
  ];
  for (const [cwd, code, message] of refused) {
    await assert.rejects(
      resolveWorkingFolder(cwd, limits),
      (error) => error instanceof CodezError && error.code === code && message.test(error.message),
      JSON.stringify(cwd).slice(0, 100),
    );
  }
});

test('a refusal names the allowed folders and how to allow another [sessions.roots.outside]', async () => {
  const hint = async (roots: readonly string[]): Promise<string> =>
    await resolveWorkingFolder('/', { roots, forbidden: [] }).catch((error: CodezError) => error.hint);
  assert.match(await hint([at('home'), at('home-2')]), /Choose a folder in .*home or .*home-2; .*--session-root/);
  assert.match(await hint([]), /^No folder is allowed: .*--session-root/);
});

test('limits are made real: a root or a forbidden folder may be given by a link [sessions.roots.forbidden]', async () => {
  const made = await createSessionLimits(
    {
      sessionRoots: [at('way-in'), at('later')],
      maxMode: 'default',
      allowBypass: false,
      maxSessions: 2,
      idleTimeoutSeconds: 3,
    },
    [at('home/to-data')],
  );
  assert.deepEqual(made, {
    roots: [at('home'), at('later')],
    forbidden: [at('home/.codez')],
    maxMode: 'default',
    allowBypass: false,
    maxSessions: 2,
    idleTimeoutMs: 3000,
  });
});

test('inside is told by whole names', () => {
  const cases: [string, string, boolean][] = [
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/a', '/', true],
    ['/ab', '/a', false],
    ['/', '/a', false],
    ['/a/..b', '/a', true],
  ];
  for (const [path, folder, expected] of cases) assert.equal(isInside(path, folder), expected, `${path} in ${folder}`);
});
