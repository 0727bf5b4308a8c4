import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateDocs } from '../../docs/generate.ts';
import { PROJECT_ROOT } from '../../support/codez-process.ts';

test('README tables and man pages are what npm run docs writes [cli.generated]', async () => {
  for (const [path, text] of await generateDocs(PROJECT_ROOT)) {
    assert.equal(readFileSync(join(PROJECT_ROOT, path), 'utf8'), text, `${path} is stale: npm run docs`);
  }
});

test('man/ holds the generated pages and no other, and package.json installs them all', async () => {
  const generated = [...(await generateDocs(PROJECT_ROOT)).keys()].filter((path) => path.startsWith('man/')).sort();
  const present = readdirSync(join(PROJECT_ROOT, 'man')).map((file) => `man/${file}`);
  assert.deepEqual(present.sort(), generated);
  const { man } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { man: string[] };
  assert.deepEqual(man.map((path) => path.replace('./', '')).sort(), generated);
});
