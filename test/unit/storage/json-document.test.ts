import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hashOf } from '../../support/damage.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { openTestStore, withStore } from '../../support/store.ts';

interface Counter {
  readonly n: number;
}

const COUNTER = { initial: { n: 0 }, parse: (value: unknown) => value as Counter };

test('a document is replaced as a whole, 0600, and is there again after reopening [storage.document.durable] [storage.modes]', async () => {
  const home = scratchFolder();
  const path = join(home, 'state.json');
  await withStore(home, async (store) => {
    const state = await store.document('state', COUNTER);
    assert.deepEqual(state.read(), { n: 0 });
    assert.equal(existsSync(path), false, 'reading writes nothing');
    await state.update(({ n }) => ({ n: n + 1 }));
    const first = statSync(path);
    chmodSync(path, 0o644);
    await state.update(({ n }) => ({ n: n + 1 }));
    const second = statSync(path);
    assert.notEqual(second.ino, first.ino, 'a new file took the place of the old one');
    assert.equal(second.mode & 0o777, 0o600);
    assert.equal(readFileSync(path, 'utf8'), '{\n  "n": 2\n}\n');
  });
  assert.deepEqual(readdirSync(home).sort(), ['meta.json', 'owner.lock', 'state.json']);
  await withStore(home, async (store) => assert.deepEqual((await store.document('state', COUNTER)).read(), { n: 2 }));
});

test('changes run in order and are seen when they are durable [storage.document.order]', async () => {
  const home = scratchFolder();
  await withStore(home, async (store) => {
    const state = await store.document('state', COUNTER);
    const results = Array.from({ length: 20 }, () => state.update(({ n }) => ({ n: n + 1 })));
    assert.deepEqual(state.read(), { n: 0 });
    await results[0];
    assert.equal(JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')).n >= state.read().n, true);
    assert.deepEqual(
      await Promise.all(results),
      Array.from({ length: 20 }, (_, index) => ({ n: index + 1 })),
    );
    await assert.rejects(
      state.update(() => {
        throw new Error('no');
      }),
      /no/,
    );
    await assert.rejects(
      state.update((current) => {
        (current as { n: number }).n = 99;
        throw new Error('half done');
      }),
      /half done/,
    );
    assert.deepEqual(state.read(), { n: 20 }, 'a change works on a copy');
    assert.deepEqual(await state.update(({ n }) => ({ n: n + 1 })), { n: 21 });
  });
});

test('a document that did not change is not written [storage.document.unchanged]', async () => {
  const home = scratchFolder();
  const path = join(home, 'state.json');
  await withStore(home, async (store) => {
    const state = await store.document('state', COUNTER);
    await state.update(() => ({ n: 1 }));
    const { ino, mtimeMs } = statSync(path);
    await state.update((current) => ({ ...current }));
    assert.deepEqual([statSync(path).ino, statSync(path).mtimeMs], [ino, mtimeMs]);
  });
});

for (const [title, content] of [
  ['empty', ''],
  ['white space', ' \n'],
  ['null', 'null\n'],
  ['cut', '{"n": 1'],
] as const) {
  test(`a document that is ${title} is damage: copied, reported, never overwritten [storage.document.damage] [storage.damage-kept]`, async () => {
    const home = scratchFolder();
    await withStore(home, async () => {});
    const path = join(home, 'state.json');
    writeFileSync(path, content);
    const before = hashOf(path);
    await withStore(home, async (store) => {
      await assert.rejects(store.document('state', COUNTER), {
        code: 'unavailable',
        message: /state\.json is damaged .* a copy is in quarantine\/state\.json\./,
      });
      assert.equal(store.health().state, 'degraded');
    });
    assert.equal(hashOf(path), before);
    assert.equal(hashOf(join(home, 'quarantine', readdirSync(join(home, 'quarantine'))[0] as string)), before);

    writeFileSync(path, '{"n": 5}');
    await withStore(home, async (store) => assert.deepEqual((await store.document('state', COUNTER)).read(), { n: 5 }));
  });
}

test('a damaged meta.json stops the opening and stays as it is [storage.document.damage]', async () => {
  const home = scratchFolder();
  await withStore(home, async () => {});
  writeFileSync(join(home, 'meta.json'), '');
  await assert.rejects(openTestStore(home), { code: 'unavailable', message: /meta\.json is damaged \(it is empty\)/ });
  assert.equal(readFileSync(join(home, 'meta.json'), 'utf8'), '');
});

test('changes that were accepted before the store closed are written, later ones are refused [storage.document.order]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home);
  const document = await store.document('numbers', COUNTER);
  const accepted = [1, 2, 3].map(() => document.update(({ n }) => ({ n: n + 1 })));
  await store.close();
  assert.deepEqual(await Promise.all(accepted), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  await assert.rejects(
    document.update((current) => current),
    { code: 'unavailable' },
  );
  await withStore(home, async (again) => {
    const { n } = (await again.document('numbers', COUNTER)).read();
    assert.equal(n, 3);
  });
});
