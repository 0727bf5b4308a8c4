import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readReferenceTree } from '../../support/corpus/reference-reader.ts';
import { ReferenceSearch, tokensOf } from '../../support/corpus/reference-search.ts';
import { responsesOfTree } from '../../support/corpus/reference-usage.ts';
import { TreeChanger } from '../../support/corpus/tree-changer.ts';
import { totalOf } from '../../support/corpus/truth.ts';
import { writeCorpus } from '../../support/corpus/write-corpus.ts';
import { SeededRandom } from '../../support/sessions/fuzz/seeded-random.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

const ROUNDS = 4;
const CHANGES = 30;
const QUERIES = 20;

test('while files grow, are cut, replaced, gone and back, searches and sums are those of what is there [sessions.search.changing]', async (t) => {
  const door = await SessionsDoor.open(t);
  const configDir = join(door.server.folder, 'claude');
  const random = new SeededRandom(81);
  // Which of two copies is older would depend on when each was looked at.
  const { files } = writeCorpus({ configDir, bytes: 2e6, seed: 82, hasForks: false });
  const changer = new TreeChanger(files, random);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let changes = 0; changes < CHANGES; changes += 1) {
      changer.change();
      // In between somebody looks, so that files are read in every state.
      if (changes % 10 === 0) await door.call('search_sessions', { query: 'ba' });
      if (changes % 15 === 0) await door.call('get_observability');
    }
    if (round % 2 === 1) changer.finish();
    if (round === 2) await door.restart('SIGKILL');
    const tree = readReferenceTree(configDir);
    const { totals } = (await door.call('get_observability')) as { totals: Result };
    const { messages, tokens } = totalOf(responsesOfTree(tree));
    const { input, output, cache_read, cache_write } = tokens;
    assert.deepEqual([totals['messages'], totals['tokens']], [messages, { input, output, cache_read, cache_write }]);
    // What was written a second ago is found.
    await delay(1000);
    await compareSearch(door, new ReferenceSearch(tree), random);
  }
});

async function compareSearch(door: SessionsDoor, reference: ReferenceSearch, random: SeededRandom): Promise<void> {
  const texts = reference.documents.flatMap((document) => [...document.texts.text, ...document.texts.tools]);
  for (let compared = 0; compared < QUERIES; ) {
    const tokens = tokensOf(random.pick(texts));
    const [one = '', two = ''] = [random.pick(tokens), random.pick(tokens)];
    const query = compared % 2 === 0 ? one : `${one} ${two}`;
    const wanted = reference.find(query);
    if (one.length < 4 || wanted.length > 300) continue;
    compared += 1;
    const found: Result[] = [];
    let cursor: unknown;
    do {
      const page = await door.call('search_sessions', {
        query,
        limit: 100,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...(page['results'] as Result[]));
      cursor = page['next_cursor'];
    } while (cursor !== undefined);
    const render = (...names: unknown[]): string => names.map((name) => name ?? '').join('/');
    const names = found.map((row) => render(row['slug'], row['session_id'], row['message_id']));
    const plain = wanted.map((hit) => render(hit.slug, hit.sessionId, hit.messageId));
    assert.deepEqual([...new Set(names)].sort(), [...new Set(plain)].sort(), query);
  }
}
