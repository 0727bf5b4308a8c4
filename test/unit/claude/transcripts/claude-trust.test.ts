import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClaudeTrust } from '../../../../src/claude/transcripts/claude-trust.ts';
import { scratchFolder } from '../../../support/scratch.ts';

test('a folder is trusted when it or a parent was [sessions.transcripts.trust]', async () => {
  const claudeJsonPath = join(scratchFolder(), '.claude.json');
  const trust = createClaudeTrust({ claudeJsonPath });
  assert.equal(await trust.isTrusted('/p'), false);
  const projects = {
    '/p/yes': { hasTrustDialogAccepted: true },
    '/p/no': { hasTrustDialogAccepted: false },
    '/p/odd': { hasTrustDialogAccepted: 'true' },
    '/p/null': null,
    ['/p/é'.normalize('NFC')]: { hasTrustDialogAccepted: true },
  };
  writeFileSync(claudeJsonPath, JSON.stringify({ projects }));
  const trusted = async (folder: string): Promise<boolean> => await trust.isTrusted(folder);
  for (const folder of ['/p/yes', '/p/yes/a/b', '/p/é'.normalize('NFD')])
    assert.equal(await trusted(folder), true, folder);
  for (const folder of ['/p', '/', '/p/no', '/p/odd', '/p/null', '/p/yes2', '/p/yes/..x/../../no', '']) {
    assert.equal(await trusted(folder), folder.startsWith('/p/yes/'), folder);
  }
  writeFileSync(
    claudeJsonPath,
    JSON.stringify({ projects: { '/p/no': { hasTrustDialogAccepted: true }, x: 'changed' } }),
  );
  assert.deepEqual([await trusted('/p/yes'), await trusted('/p/no')], [false, true]);
});

test('what cannot be read trusts nothing', async () => {
  const claudeJsonPath = join(scratchFolder(), '.claude.json');
  const odd = ['', '{', 'null', '[]', '{"projects":[]}', '{"projects":{"__proto__":{"hasTrustDialogAccepted":1}}}'];
  for (const text of odd) {
    writeFileSync(claudeJsonPath, text);
    assert.equal(await createClaudeTrust({ claudeJsonPath }).isTrusted('/p'), false, text);
  }
});
