import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { checkSearch } from '../../support/corpus/check-search.ts';
import { CorpusAppender } from '../../support/corpus/corpus-appender.ts';
import { readReferenceTree } from '../../support/corpus/reference-reader.ts';
import { ReferenceSearch, tokensOf } from '../../support/corpus/reference-search.ts';
import { type Corpus, writeCorpus } from '../../support/corpus/write-corpus.ts';
import { SeededRandom } from '../../support/sessions/fuzz/seeded-random.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

let door: SessionsDoor;
let corpus: Corpus;
const cleanUps: (() => unknown)[] = [];

before(async () => {
  door = await SessionsDoor.open({ after: (work) => void cleanUps.push(work as () => unknown) });
  corpus = writeCorpus({ configDir: join(door.server.folder, 'claude'), bytes: 15e6, seed: 61, planted: 5 });
});
after(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

const search = (args: Result): Promise<Result> => door.call('search_sessions', args);

/** Shows the first differences. */
function none(differences: readonly string[]): void {
  assert.deepEqual(differences.slice(0, 10), [], `${differences.length} differences`);
}

async function findAll(query: string): Promise<Result[]> {
  const rows: Result[] = [];
  let cursor: unknown;
  do {
    const page = await search({ query, limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...(page['results'] as Result[]));
    cursor = page['next_cursor'];
  } while (cursor !== undefined);
  return rows;
}

test('every text of a conversation is found where it is, by each way to ask for it, and nothing else is [sessions.search, sessions.search.only, sessions.search.filters]', async () => {
  const report = await checkSearch(search, corpus.truth);
  none(report.differences);
  for (const [kind, { found, there }] of Object.entries(report.recall)) assert.equal(found, there, kind);
});

test('words, pairs of words and phrases find what reading everything finds [sessions.search.equal]', async () => {
  const reference = new ReferenceSearch(readReferenceTree(corpus.configDir));
  const random = new SeededRandom(62);
  const texts = reference.documents.flatMap((document) => [...document.texts.text, ...document.texts.tools]);
  const render = (...names: unknown[]): string => names.map((name) => name ?? '').join('/');
  for (let compared = 0; compared < 60; ) {
    const tokens = tokensOf(random.pick(texts));
    const at = random.below(Math.max(1, tokens.length - 3));
    const [one = '', two = '', three = ''] = tokens.slice(at, at + 3);
    const query = [one, `${one} ${random.pick(tokens) ?? ''}`, `"${one} ${two} ${three}"`][compared % 3] ?? '';
    const hits = reference.find(query).map((hit) => render(hit.slug, hit.sessionId, hit.messageId));
    if (tokens.length < 3 || one.length < 2 || hits.length > 400) continue;
    compared += 1;
    const found = (await findAll(query)).map((row) => render(row['slug'], row['session_id'], row['message_id']));
    assert.deepEqual([...new Set(found)].sort(), [...new Set(hits)].sort(), query);
  }
});

test('what is written while the server runs is found, and after its index was deleted [sessions.search.appended]', async () => {
  const appender = new CorpusAppender(corpus, 63);
  const added = corpus.truth.sessions
    .slice(0, 12)
    .flatMap((session) => [
      appender.prompt(session),
      appender.answer(session, Date.now(), 'cjk2'),
      appender.tool(session),
    ]);
  added.push(appender.begin('/home/me/brand new'));
  // What was written a second ago is found.
  await delay(1000);
  none((await checkSearch(search, { ...corpus.truth, queries: added, absent: [] })).differences);
  await door.stop('SIGKILL');
  rmSync(join(door.server.home, 'index'), { recursive: true, force: true });
  await door.restart();
  const some = [...added, ...corpus.truth.queries.filter((_, index) => index % 5 === 0)];
  none((await checkSearch(search, { ...corpus.truth, queries: some }, { isThorough: false })).differences);
});
