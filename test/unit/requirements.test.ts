import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { renderRequirements } from '../requirements/render.ts';
import { REQUIREMENTS } from '../requirements.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

test('test/REQUIREMENTS.md is what npm run requirements writes [product.manifest]', () => {
  const current = readFileSync(join(root, 'test', 'REQUIREMENTS.md'), 'utf8');
  assert.equal(current, renderRequirements(REQUIREMENTS));
});

test('every requirement has an id of its own, a source and a full sentence', () => {
  const ids = REQUIREMENTS.map((requirement) => requirement.id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id, source, sentence } of REQUIREMENTS) {
    assert.match(id, /^[a-z][a-z0-9]*(\.[a-z0-9-]+)+$/);
    assert.match(source, /^(seed|contract|design): ./, id);
    assert.match(sentence, /^.{15,}\.$/, id);
  }
});

test('every figure that holds now is measured by the bench under its id', () => {
  const folder = join(root, 'test', 'bench');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const missing = REQUIREMENTS.filter(({ suite, status }) => suite === 'bench' && status === 'now')
    .map(({ id }) => id)
    .filter((id) => !sources.includes(`'${id}'`));
  assert.deepEqual(missing, []);
});
