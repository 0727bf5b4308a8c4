import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import { findGitPlace, originOf } from '../../../../src/claude/transcripts/git-place.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { TranscriptBuilder } from '../../../support/transcripts/transcript-builder.ts';

function write(configDir: string, serial: number, cwd: string, slug: string, at: number): void {
  const built = new TranscriptBuilder({ sessionId: `aaaaaaaa-0000-4000-8000-00000000000${serial}`, cwd });
  built.prompt('"cwd":"/wrong"');
  utimesSync(built.write(configDir, slug), at, at);
}

test("a project's path is told by its transcripts, newest first [sessions.projects.path]", async () => {
  const configDir = scratchFolder();
  write(configDir, 1, '/p/a_b', '-p-a-b', 1_000);
  write(configDir, 2, '/p/a-b', '-p-a-b', 2_000);
  write(configDir, 3, '/elsewhere', '-p-a-b', 3_000);
  write(configDir, 4, '/moved/here', '-p-old', 2_500);
  mkdirSync(join(configDir, 'projects', '-without-transcript'));
  assert.deepEqual(await createTranscripts({ configDir }).listProjects(), [
    { slug: '-p-a-b', path: '/p/a-b', sessionCount: 3, lastActivityAt: 3_000_000 },
    { slug: '-p-old', path: '/moved/here', sessionCount: 1, lastActivityAt: 2_500_000 },
  ]);
});

test('repository and worktree are found without git [sessions.projects.git]', async () => {
  const folder = scratchFolder();
  const main = join(folder, 'main');
  const inside = join(main, 'a', 'b');
  mkdirSync(inside, { recursive: true });
  assert.equal(await findGitPlace(inside), undefined);
  const linked = join(main, '.git', 'worktrees', 'w');
  mkdirSync(linked, { recursive: true });
  assert.deepEqual(await findGitPlace(inside), { repo: main });
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'x'), { recursive: true });
  writeFileSync(join(tree, '.git'), `gitdir: ${linked}\n`);
  writeFileSync(join(linked, 'commondir'), '../..\n');
  assert.deepEqual(await findGitPlace(join(tree, 'x')), { repo: main, worktree: tree });
  writeFileSync(
    join(main, '.git', 'config'),
    '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://me:tok@git.example/r.git\n',
  );
  assert.deepEqual(await findGitPlace(tree), { repo: 'https://git.example/r.git', worktree: tree });
  assert.deepEqual(await findGitPlace(inside), { repo: 'https://git.example/r.git' });
  const submodule = join(main, 'sub');
  mkdirSync(submodule);
  mkdirSync(join(main, '.git', 'modules', 'sub'), { recursive: true });
  writeFileSync(join(submodule, '.git'), 'gitdir: ../.git/modules/sub\n');
  assert.deepEqual(await findGitPlace(submodule), { repo: submodule });
});

test('the URL of origin is shown without what opens the door [sessions.projects.git]', () => {
  const urlOf = (url: string): string | undefined =>
    originOf(
      `[remote "upstream"]\n url = https://no\n[remote "origin"]\n\tfetch = +refs\n\turl = ${url}\n[branch "x"]\n url = https://no\n`,
    );
  const table: Record<string, string> = {
    'https://git.example/a/b.git': 'https://git.example/a/b.git',
    'https://user:p@ss@git.example/a?token=1': 'https://git.example/a',
    'https://ghp_token@git.example/a': 'https://git.example/a',
    'ssh://git@git.example:22/a': 'ssh://git.example:22/a',
    'git@git.example:a/b.git': 'git@git.example:a/b.git',
    'user:secret@git.example:a/b.git': 'git.example:a/b.git',
    '"https://git.example/quoted"': 'https://git.example/quoted',
    '/srv/git/a': '/srv/git/a',
  };
  for (const [url, shown] of Object.entries(table)) assert.equal(urlOf(url), shown, url);
  assert.equal(originOf('[remote "other"]\nurl = https://x\n'), undefined);
});
