import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../../src/core/logger.ts';
import { PromptBook } from '../../../src/sessions/prompts/prompt-book.ts';
import { promptUuid } from '../../../src/sessions/prompts/prompt-uuid.ts';
import { AheadRecords } from '../../../src/sessions/records/ahead-records.ts';
import type { PromptRecord } from '../../../src/sessions/records/prompt-record.ts';
import { SessionChanges } from '../../../src/sessions/session-changes.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { openTestStore } from '../../support/store.ts';

const DAY_MS = 86_400_000;

function prompt(promptId: string, createdAt = 0): PromptRecord {
  const facts = { session_id: 's', prompt_id: promptId, uuid: promptUuid('s', promptId), text: promptId };
  return { ...facts, state: 'queued', via: 'live', by: 'owner:local', cursor: 'c', created_at: createdAt };
}

async function open(home: string, now = 0): Promise<{ book: PromptBook; close(): Promise<void> }> {
  const store = await openTestStore(home);
  const records = new AheadRecords(await store.collection<PromptRecord>('prompts'), silentLogger);
  const book = new PromptBook(records, new SessionChanges(), () => now);
  const close = async (): Promise<void> => {
    book.close();
    await book.flush();
    await store.close();
  };
  return { book, close };
}

test('prompts keep their order and are accepted once', async () => {
  const { book, close } = await open(scratchFolder());
  await book.accept(prompt('a'));
  await book.accept(prompt('b'));
  const again = await book.accept({ ...prompt('a'), text: 'other' });
  assert.deepEqual([again.isNew, again.record.text], [false, 'a']);
  assert.deepEqual(
    book.queued('s').map(({ prompt_id }) => prompt_id),
    ['a', 'b'],
  );
  await close();
});

test('what a prompt says is forgotten when its turn begins, what became of it is not', async () => {
  const home = scratchFolder();
  const first = await open(home);
  await first.book.accept(prompt('a'));
  first.book.begin(prompt('a'));
  assert.deepEqual([first.book.find('s', 'a')?.state, first.book.find('s', 'a')?.text], ['running', undefined]);
  first.book.end(first.book.find('s', 'a') as PromptRecord, { state: 'done', result_text: 'yes' });
  assert.deepEqual([...first.book.unfinished()], []);
  await first.close();
  const second = await open(home);
  assert.equal(second.book.find('s', 'a')?.result_text, 'yes');
  await second.close();
});

test('what became of a prompt is known for 7 days, and no longer [sessions.get-prompt.kept]', async () => {
  const home = scratchFolder();
  const first = await open(home);
  for (const id of ['old', 'open']) await first.book.accept(prompt(id));
  first.book.end(first.book.find('s', 'old') as PromptRecord, { state: 'done' });
  await first.close();
  const before = await open(home, 7 * DAY_MS);
  assert.equal(before.book.find('s', 'old')?.state, 'done');
  await before.close();
  const after = await open(home, 7 * DAY_MS + 1);
  assert.equal(after.book.find('s', 'old'), undefined);
  assert.equal(after.book.find('s', 'open')?.state, 'queued');
  await after.close();
});

test('a prompt is named by its id in the stream, or by a UUID made of it', () => {
  const uuid = '0f7c2c1e-6f0b-4a7b-9a35-0d9f5a4f2f11';
  assert.equal(promptUuid('s', uuid), uuid);
  assert.match(promptUuid('s', 'p1'), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(promptUuid('s', 'p1'), promptUuid('s', 'p1'));
  assert.notEqual(promptUuid('s', 'p1'), promptUuid('t', 'p1'));
});
