import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import { slugOf } from '../../../../src/claude/transcripts/slug-of.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { TranscriptBuilder } from '../../../support/transcripts/transcript-builder.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';

interface Person {
  readonly home: string;
  readonly configDir: string;
  readonly project: string;
  readonly slug: string;
  put(path: string, content: string): void;
}

/** Makes a home with a project that has one transcript. */
function createPerson(): Person {
  const home = realpathSync(scratchFolder());
  const configDir = join(home, '.claude');
  const project = join(home, 'work');
  mkdirSync(project);
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: project });
  built.prompt('a');
  built.write(configDir);
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  };
  return { home, configDir, project, slug: slugOf(project), put };
}

test('memory of project, person and sessions is read, each with its scope [sessions.memory.scopes]', async () => {
  const { home, configDir, slug, put } = createPerson();
  put('work/CLAUDE.md', 'project');
  put('work/CLAUDE.local.md', 'local');
  put('work/README.md', 'no');
  put('work/.claude/rules/tests.md', 'rule é');
  put('work/.claude/settings.json', '{}');
  put('work/.claude/worktrees/copy/README.md', 'no');
  put('.claude/CLAUDE.md', 'person');
  put(`.claude/projects/${slug}/memory/MEMORY.md`, 'auto');
  const files = await createTranscripts({ configDir, userHome: home }).readMemory(slug);
  assert.deepEqual(
    files.map(({ path, scope, content, bytes, truncated }) => [path, scope, content, bytes, truncated]),
    [
      ['CLAUDE.md', 'project', 'project', 7, false],
      ['CLAUDE.local.md', 'project', 'local', 5, false],
      ['.claude/rules/tests.md', 'project', 'rule é', 7, false],
      ['~/.claude/CLAUDE.md', 'user', 'person', 6, false],
      [`~/.claude/projects/${slug}/memory/MEMORY.md`, 'auto', 'auto', 4, false],
    ],
  );
  assert.ok(files.every(({ modifiedAt }) => Math.abs(Date.now() - modifiedAt) < 600_000));
});

test('links, pipes and folders in the place of files are passed over [sessions.memory.links]', {
  skip: process.platform === 'win32',
}, async () => {
  const { home, configDir, project, slug, put } = createPerson();
  put('secret/key.md', 'secret');
  symlinkSync(join(home, 'secret', 'key.md'), join(project, 'CLAUDE.md'));
  execFileSync('mkfifo', [join(project, 'CLAUDE.local.md')]);
  symlinkSync(join(home, 'secret'), join(project, '.claude'));
  symlinkSync(join(home, 'secret'), join(configDir, 'projects', slug, 'memory'));
  mkdirSync(join(configDir, 'CLAUDE.md'));
  assert.deepEqual(await createTranscripts({ configDir }).readMemory(slug), []);
});

test('long files are cut between characters, many together as well [sessions.memory.bounded]', async () => {
  const { configDir, slug, put } = createPerson();
  put('work/CLAUDE.md', `x${'é'.repeat(40_000)}`);
  for (let index = 10; index < 99; index += 1) put(`work/.claude/${index}.md`, 'm'.repeat(10_000));
  for (let index = 0; index < 300; index += 1) put(`.claude/projects/${slug}/memory/${index}.md`, 'a');
  put('work/.claude/a/b/c/d/e/f/deep.md', 'deep');
  const files = await createTranscripts({ configDir }).readMemory(slug);
  const [first] = files;
  assert.deepEqual([first?.bytes, first?.truncated, first?.content.includes('\ufffd')], [80_001, true, false]);
  assert.equal(Buffer.byteLength(first?.content ?? ''), 32 * 1024 - 1);
  assert.ok(files.length <= 100);
  assert.ok(Buffer.byteLength(JSON.stringify(files)) < 200 * 1024);
  assert.ok(files.some(({ content, truncated }) => content === '' && truncated));
  assert.ok(files.every(({ path }) => !path.includes('deep')));
});

test("a project that is the person's home does not show the whole configuration directory", async () => {
  const { home, configDir, put } = createPerson();
  new TranscriptBuilder({ sessionId: SESSION, cwd: home }).write(configDir, 'home');
  const built = new TranscriptBuilder({ sessionId: SESSION, cwd: home });
  built.prompt('a');
  built.write(configDir);
  put('.claude/plugins/x.md', 'no');
  put('.claude/CLAUDE.md', 'person');
  const files = await createTranscripts({ configDir }).readMemory(slugOf(home));
  assert.deepEqual(
    files.map(({ scope, content }) => [scope, content]),
    [['user', 'person']],
  );
});

test('an unknown project is not found, and the error says where the known ones stand [sessions.memory.unknown]', async () => {
  const transcripts = createTranscripts({ configDir: scratchFolder() });
  for (const slug of ['-unknown', '..', 'a/b', '']) {
    await assert.rejects(transcripts.readMemory(slug), { code: 'not_found', hint: /list_projects/ });
  }
});
