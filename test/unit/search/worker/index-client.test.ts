import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import type { SearchQuery } from '../../../../src/search/search-index.ts';
import { IndexClient } from '../../../../src/search/worker/index-client.ts';

const DYING = new URL('../../../support/search/dying-index-thread.js', import.meta.url);
const never = new AbortController().signal;

const ask = (query: string): SearchQuery => ({ query, in: new Set(['text']), order: 'recent', limit: 1 });

test('a file of which threads die is set aside and told, and others answer [storage.search.dies]', async () => {
  const healed: string[] = [];
  const events = new EventEmitter();
  // The thread alone keeps no process running.
  const alive = setInterval(() => undefined, 60_000);
  const client = new IndexClient({
    task: { path: '/i', root: '/r', sweepMs: 1_000, retryMs: 10, setAside: [] },
    program: DYING,
    onStatus: () => events.emit('ready'),
    onHealed: (what) => healed.push(what),
  });
  await once(events, 'ready');
  assert.deepEqual(healed, [
    'the thread of the index died (out of memory): it is started again',
    'the thread of the index died (out of memory): it is started again; /r/bad is set aside',
  ]);
  const answers = (query: string): ReturnType<IndexClient['ask']> =>
    client.ask({ kind: 'search', query: ask(query) }, never);
  assert.deepEqual(await answers(''), { hits: [] });
  await assert.rejects(answers('x'), { code: 'unavailable', hint: /again/ });
  await once(events, 'ready');
  assert.deepEqual(await answers(''), { hits: [] });
  assert.equal(healed.length, 3);
  assert.doesNotMatch(healed[2] ?? '', /set aside/, 'no file was read');
  await client.close();
  clearInterval(alive);
});
