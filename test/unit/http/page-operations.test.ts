import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkPageCall, PAGE_OPERATION_NAMES } from '../../../src/http/page-operations.ts';
import { ADMIN_FILES } from '../../../src/pages/admin-pages.ts';
import { CATALOG } from '../../../src/tools/catalog.ts';
import { PROJECT_ROOT } from '../../support/codez-process.ts';
import { outcomeOf } from '../access/facts.ts';

test('the pages may call what they call, all of it operations that exist [pages.door.operations]', () => {
  const known = new Set(CATALOG.map(({ name }) => name));
  assert.deepEqual(
    PAGE_OPERATION_NAMES.filter((name) => !known.has(name)),
    [],
  );
  const text = ADMIN_FILES.map((name) => readFileSync(join(PROJECT_ROOT, 'templates/admin', name), 'utf8')).join('\n');
  const called = new Set([...text.matchAll(/callTool\('(\w+)'/g)].map(([, name]) => name ?? ''));
  assert.deepEqual([...called].sort(), [...PAGE_OPERATION_NAMES].sort());
});

test('other operations are not found, and what would widen a key is forbidden [pages.door.operations]', () => {
  for (const name of ['host_add', 'store_export', 'send_prompt', 'constructor', '__proto__', '', 'host_list ']) {
    assert.equal(
      outcomeOf(() => checkPageCall(name, {})),
      '404 not_found',
      name,
    );
  }
  for (const args of [{ scopes: [] }, { max_mode: null }, { name: 'x', files_all: true }, { ['__proto__']: 1 }]) {
    assert.equal(
      outcomeOf(() => checkPageCall('host_update', args)),
      '403 forbidden',
      JSON.stringify(args),
    );
  }
  assert.equal(
    outcomeOf(() => checkPageCall('host_update', { name: 'x', enabled: false, roaming: true })),
    undefined,
  );
  assert.equal(
    outcomeOf(() => checkPageCall('host_rotate', { name: 'x', unbind: true })),
    '403 forbidden',
  );
});
