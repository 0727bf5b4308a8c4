import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLogger } from '../../../../src/core/logger.ts';
import { createAppStateService } from '../../../../src/sessions/state/create-app-state.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { collectLogger, withStore } from '../../../support/store.ts';

test('folders noted stand first, once, twenty at most, and do not count as a version [sessions.state.recent-cwds]', async () => {
  const home = scratchFolder();
  await withStore(home, async (store) => {
    const state = await createAppStateService(store, silentLogger);
    for (let index = 0; index < 25; index++) state.noteCwd(`/folder/${index}`);
    state.noteCwd('/folder/20');
    const { recent_cwds: noted, version } = await state.patch({ preferences: { theme: 'dark' } });
    assert.deepEqual([noted.length, new Set(noted).size, version], [20, 20, 1]);
    assert.deepEqual(noted.slice(0, 3), ['/folder/20', '/folder/24', '/folder/23']);
  });
  await withStore(home, async (store) => {
    const state = await createAppStateService(store, silentLogger);
    assert.equal(state.read().recent_cwds[0], '/folder/20');
  });
});

test('patches sent together are merged one after the other, and none is lost [sessions.state.version]', async () => {
  await withStore(scratchFolder(), async (store) => {
    const state = await createAppStateService(store, silentLogger);
    const names = Array.from({ length: 50 }, (_, index) => `p${index}`);
    const versions = await Promise.all(
      names.map(async (name) => (await state.patch({ preferences: { [name]: 1 } })).version),
    );
    assert.deepEqual(
      versions,
      names.map((_, index) => index + 1),
    );
    assert.deepEqual(Object.keys(state.read().preferences), names);
  });
});

test('a damaged state file stays as it is, and only the state cannot be used [sessions.state.damaged]', async () => {
  for (const content of ['{"markers": {', '{"version": 1, "markers": 5}', '{"markers": {}}', '']) {
    const home = scratchFolder();
    await withStore(home, async (store) => void (await store.collection('notes')));
    const file = join(home, 'state.json');
    writeFileSync(file, content);
    const lines: string[] = [];
    await withStore(home, async (store) => {
      const state = await createAppStateService(store, collectLogger(lines));
      assert.throws(() => state.read(), { code: 'unavailable' });
      await assert.rejects(state.patch({ preferences: {} }), { code: 'unavailable' });
      state.noteCwd('/somewhere');
    });
    assert.equal(readFileSync(file, 'utf8'), content);
    assert.match(lines.join('\n'), /state/);
  }
});
