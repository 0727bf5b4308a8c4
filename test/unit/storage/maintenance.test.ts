import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createMaintenance } from '../../../src/storage/create-maintenance.ts';
import type { JsonStore } from '../../../src/storage/json-store.ts';
import { hashOf } from '../../support/damage.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { openTestStore, withStore } from '../../support/store.ts';

const { signal } = new AbortController();

interface Note {
  readonly space: string;
  readonly host: string;
  readonly text: string;
  readonly updated_at: string;
}

const note = (text: string, space = 'local', host = 'local', day = 1): Note => ({
  space,
  host,
  text,
  updated_at: `2026-01-0${day}T00:00:00.000Z`,
});

const fill = async (store: JsonStore): Promise<void> => {
  const notes = await store.collection<Note>('notes');
  await notes.put('local/a', note('one é'));
  await notes.put('ops/b', note('two', 'ops', 'workstation'));
  await notes.put('ops/c', note('three', 'ops'));
  await (await store.collection('hosts')).put('workstation', { name: 'workstation' });
  await (await store.collection('mcp-sessions')).put('s', { secret: true });
};

test('the owner keeps its lock while it verifies, exports, copies and reads every file [storage.owner.reads] [storage.verify]', async () => {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  await withStore(home, async (store) => {
    await fill(store);
    const upkeep = createMaintenance(store);
    const { ok, files } = await upkeep.verify();
    assert.equal(ok, true);
    assert.deepEqual(
      files.map(({ file, records, bytes }) => [file, records, bytes === statSync(join(home, file)).size]),
      [
        ['meta.json', 1, true],
        ['hosts/journal-1.jsonl', 1, true],
        ['mcp-sessions/journal-1.jsonl', 1, true],
        ['notes/journal-1.jsonl', 3, true],
      ],
    );
    await upkeep.backup(join(folder, 'copy'), signal);
    await upkeep.export({ target: join(folder, 'export.json') }, signal);
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name));
    }
    await assert.rejects(openTestStore(home), { code: 'busy' });
  });
});

test('a backup made while writing opens, holds every note acknowledged before it, and nothing half [storage.backup]', async () => {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  const copy = join(folder, 'copy');
  const outcome = await withStore(
    home,
    async (store) => {
      await fill(store);
      mkdirSync(join(home, 'files', 'deep'), { recursive: true });
      writeFileSync(join(home, 'files', 'deep', 'x.txt'), 'x', { mode: 0o640 });
      symlinkSync('x.txt', join(home, 'files', 'deep', 'link'));
      mkdirSync(join(home, 'index'));
      writeFileSync(join(home, 'server.json'), '{}');
      await (await store.document('state', { initial: { n: 1 }, parse: (value) => value as { n: number } })).update(
        () => ({ n: 2 }),
      );
      const notes = await store.collection<number>('counters');
      await notes.put('k', 0);
      let last = 0;
      let done = false;
      const writer = (async () => {
        while (!done) {
          await notes.put('k', last + 1);
          last += 1;
        }
      })();
      const before = last;
      const report = await createMaintenance(store).backup(copy, signal);
      const after = last;
      done = true;
      await writer;
      return { before, after, report };
    },
    { compactAfterBytes: 500 },
  );
  assert.deepEqual(readdirSync(copy).sort(), [
    'counters',
    'files',
    'hosts',
    'mcp-sessions',
    'meta.json',
    'notes',
    'state.json',
  ]);
  assert.equal(outcome.report.target, copy);
  assert.equal(hashOf(join(copy, 'files', 'deep', 'x.txt')), hashOf(join(home, 'files', 'deep', 'x.txt')));
  assert.equal(statSync(join(copy, 'files', 'deep', 'x.txt')).mode & 0o777, 0o640);
  const lines: string[] = [];
  await withStore(
    copy,
    async (store) => {
      const value = (await store.collection<number>('counters')).get('k') as number;
      assert.ok(value >= outcome.before && value <= outcome.after + 1, `${outcome.before} ${value} ${outcome.after}`);
      assert.equal((await store.collection('notes')).size, 3);
      assert.equal((await createMaintenance(store).verify()).ok, true);
    },
    {},
    lines,
  );
  assert.deepEqual(lines, [], 'the copy was whole');
});

test('a backup goes to a new directory outside the store, or is refused and leaves nothing [storage.backup]', async () => {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  await withStore(home, async (store) => {
    await fill(store);
    const { backup } = createMaintenance(store);
    mkdirSync(join(folder, 'there'));
    await assert.rejects(backup(join(folder, 'there'), signal), { code: 'conflict' });
    await assert.rejects(backup(join(home, 'inside'), signal), { code: 'invalid' });
    await assert.rejects(backup(home, signal), { code: 'invalid' });
    await assert.rejects(backup('relative', signal), { code: 'invalid' });
    await assert.rejects(backup(join(folder, 'no', 'parent'), signal), { code: 'unavailable' });
    await assert.rejects(backup(join(folder, 'cancelled'), AbortSignal.abort()), { name: 'AbortError' });
  });
  assert.deepEqual(readdirSync(folder).sort(), ['home', 'there']);
});

/** The records of these tests are none of the real services'. */
const TAKE_ALL = { notes: () => {}, hosts: () => {} };

test('an export is readable JSON and importing it twice changes nothing more [storage.export]', async () => {
  const folder = scratchFolder();
  const target = join(folder, 'export.json');
  const document = await withStore(join(folder, 'home'), async (store) => {
    await fill(store);
    const upkeep = createMaintenance(store, { clock: () => 0, checks: TAKE_ALL });
    const { document: inline, records } = await upkeep.export({}, signal);
    assert.equal(records, 4);
    await upkeep.export({ target }, signal);
    assert.deepEqual(JSON.parse(readFileSync(target, 'utf8')), inline);
    assert.equal(statSync(target).mode & 0o777, 0o600);
    await assert.rejects(upkeep.export({ target }, signal), { code: 'conflict' });
    assert.deepEqual(await upkeep.import({ source: target, mode: 'newer' }, signal), {
      created: 0,
      updated: 0,
      unchanged: 4,
      kept: 0,
    });
    return inline;
  });
  assert.deepEqual(Object.keys(document?.collections ?? {}), ['notes', 'hosts'], 'sessions and secrets stay');
  await withStore(join(folder, 'other'), async (store) => {
    const upkeep = createMaintenance(store, { checks: TAKE_ALL });
    assert.equal((await upkeep.import({ source: target, mode: 'newer' }, signal)).created, 4);
    assert.equal((await upkeep.import({ document, mode: 'newer' }, signal)).unchanged, 4);
    assert.deepEqual((await store.collection<Note>('notes')).get('local/a'), note('one é'));
  });
});

test('an export is narrowed by host and by space [storage.export.filters]', async () => {
  await withStore(scratchFolder(), async (store) => {
    await fill(store);
    const upkeep = createMaintenance(store);
    const keys = async (filter: { host?: string; space?: string }): Promise<string[]> =>
      Object.values((await upkeep.export(filter, signal)).document?.collections ?? {})
        .flat()
        .map(({ key }) => key);
    assert.deepEqual(await keys({ space: 'ops' }), ['ops/b', 'ops/c']);
    assert.deepEqual(await keys({ host: 'workstation' }), ['ops/b', 'workstation']);
    assert.deepEqual(await keys({ host: 'local', space: 'ops' }), ['ops/c']);
    assert.deepEqual(await keys({ host: 'nobody' }), []);
  });
});

test('an import keeps what is newer unless told to overwrite [storage.export]', async () => {
  await withStore(scratchFolder(), async (store) => {
    const notes = await store.collection<Note>('notes');
    await notes.put('a', note('mine, newer', 'local', 'local', 5));
    await notes.put('b', note('mine, older', 'local', 'local', 1));
    const records = ['a', 'b'].map((key) => ({ key, value: note('theirs', 'local', 'local', 3) }));
    const document = { codez: 'export', schema: 1, store_id: 'x', exported_at: '', collections: { notes: records } };
    const upkeep = createMaintenance(store, { checks: TAKE_ALL });
    assert.deepEqual(await upkeep.import({ document, mode: 'newer' }, signal), {
      created: 0,
      updated: 1,
      unchanged: 0,
      kept: 1,
    });
    assert.equal(notes.get('a')?.text, 'mine, newer');
    assert.equal((await upkeep.import({ document, mode: 'overwrite' }, signal)).updated, 1);
    assert.equal(notes.get('a')?.text, 'theirs');
  });
});

test('an import with one wrong record names it and writes nothing [storage.export]', async () => {
  const folder = scratchFolder();
  await withStore(join(folder, 'home'), async (store) => {
    const check = (key: string, value: unknown): void => {
      if ((value as { bad?: boolean }).bad === true) throw new Error(`bad: ${key}`);
    };
    const upkeep = createMaintenance(store, { checks: { notes: check } });
    const importing = (document: unknown): Promise<unknown> => upkeep.import({ document, mode: 'newer' }, signal);
    const whole = { codez: 'export', schema: 1, store_id: 'x', exported_at: '' };
    const good = { key: 'good', value: {} };
    const cases: [unknown, RegExp][] = [
      [
        { ...whole, collections: { notes: [good, { key: 'k', value: { bad: true } }] } },
        /collections\.notes\[1\] bad: k/,
      ],
      [{ ...whole, collections: { notes: [good, good] } }, /twice/],
      [{ ...whole, collections: { notes: [good, { key: 'x\n', value: {} }] } }, /control characters/],
      [{ ...whole, collections: { notes: [good, { key: 'x' }] } }, /value must be an object/],
      [{ ...whole, collections: { notes: [good], tokens: [] } }, /tokens is not a collection/],
      [{ ...whole, collections: { notes: {} } }, /must be a list/],
      [{ ...whole }, /collections must be an object/],
      [{}, /not an export/],
      [null, /not an export/],
    ];
    for (const [document, message] of cases) await assert.rejects(importing(document), { code: 'invalid', message });
    await assert.rejects(importing({ ...whole, schema: 2, collections: {} }), {
      code: 'unavailable',
      message: /newer/,
    });
    writeFileSync(join(folder, 'broken.json'), '{');
    const fromFile = (name: string): Promise<unknown> =>
      upkeep.import({ source: join(folder, name), mode: 'newer' }, signal);
    await assert.rejects(fromFile('broken.json'), { code: 'invalid', message: /is not JSON/ });
    await assert.rejects(fromFile('absent.json'), { code: 'not_found' });
    assert.equal((await store.collection('notes')).size, 0);
  });
});
