import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';
const LINE_BYTES = 15e6;

const record = (content: string, junk = '0'): string =>
  `{"type":"user","message":{"role":"user","content":${JSON.stringify(content)},"junk":${junk}},"uuid":"u${content.length}",` +
  `"timestamp":"2026-01-01T00:00:00.000Z","cwd":"/x","sessionId":"${SESSION}"}\n`;
const repeat = (text: string): string => text.repeat(Math.floor(LINE_BYTES / Buffer.byteLength(text)));

/** Lines of one session which parsed, or normalised, take many times the memory they take on disk. */
async function search(t: TestContext, line: string, query: string): Promise<Result[]> {
  const door = await SessionsDoor.open(t);
  const folder = join(door.server.folder, 'claude', 'projects', '-x');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${SESSION}.jsonl`), `${record('before')}${line}${record('behind it')}`);
  const { results: behind } = await door.call('search_sessions', { query: 'behind' });
  assert.equal((behind as Result[]).length, 1);
  const { subsystems } = await door.call('get_health_details');
  const index = (subsystems as { name: string; details: Result }[]).find(({ name }) => name === 'index');
  assert.deepEqual(index?.details['healed'], []);
  assert.equal(((await door.call('list_sessions'))['sessions'] as Result[]).length, 1);
  await door.call('get_observability');
  return (await door.call('search_sessions', { query }))['results'] as Result[];
}

test('a line of millions of values does not take the server down, and what stands behind it is found [sessions.search.hostile-lines]', async (t) => {
  assert.deepEqual(await search(t, record('inside', `[${repeat('{},')}{}]`), 'inside'), []);
});

test('a long text of characters that are words of their own is found [sessions.search.hostile-lines]', async (t) => {
  assert.equal((await search(t, record(`${repeat('搜')}索 inside`), '索 inside')).length, 1);
});

test('a long text of characters that stand for many is found [sessions.search.hostile-lines]', async (t) => {
  assert.equal((await search(t, record(`inside ${repeat('ﷺ ')}`), 'inside')).length, 1);
});
