import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { CorpusAppender } from '../../../support/corpus/corpus-appender.ts';
import { listingOfRecords } from '../../../support/corpus/reference-listing.ts';
import { type ReferenceFile, readReferenceTree } from '../../../support/corpus/reference-reader.ts';
import { ReferenceSearch } from '../../../support/corpus/reference-search.ts';
import { responsesOfTree } from '../../../support/corpus/reference-usage.ts';
import type { ExpectedResponse } from '../../../support/corpus/truth.ts';
import { type Corpus, writeCorpus } from '../../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';

let corpus: Corpus;
let files: readonly ReferenceFile[];

before(() => {
  corpus = writeCorpus({ configDir: scratchFolder(), bytes: 5e6, seed: 11 });
  files = readReferenceTree(corpus.configDir);
});

test('a plain reading of a tree finds the responses that were written, each once', () => {
  const render = (one: ExpectedResponse): string => JSON.stringify(Object.entries(one).sort());
  const found = new Set(responsesOfTree(files).map(render));
  const written = new Set(corpus.truth.responses.map(render));
  assert.ok(written.size > 100);
  assert.deepEqual(
    [...found].filter((one) => !written.has(one)),
    [],
  );
  assert.deepEqual(
    [...written].filter((one) => !found.has(one)),
    [],
  );
});

test('a plain reading finds what a list shows of each session', () => {
  const own = files.filter(({ agentId }) => agentId === undefined);
  assert.equal(own.length, corpus.truth.sessions.length);
  for (const { sessionId, slug, records } of own) {
    const expected = corpus.truth.sessions.find((session) => session.sessionId === sessionId);
    assert.deepEqual({ sessionId, slug, ...definedOf(listingOfRecords(records)) }, expected);
  }
});

test('what is added to a tree is added to its truth', () => {
  const added = writeCorpus({ configDir: scratchFolder(), bytes: 1e6, seed: 12 });
  const appender = new CorpusAppender(added, 13);
  for (const session of added.truth.sessions.slice(0, 12)) {
    const queries = [appender.prompt(session), appender.answer(session), appender.tool(session)];
    assert.deepEqual(
      queries.map(({ places }) => places.map(({ sessionId }) => sessionId)),
      [[session.sessionId], [session.sessionId], [session.sessionId]],
    );
  }
  const begun = appender.begin('/home/me/new place').places[0]?.sessionId;
  const read = readReferenceTree(added.configDir);
  assert.equal(responsesOfTree(read).length, added.truth.responses.length);
  for (const { sessionId, slug, ...expected } of added.truth.sessions) {
    const file = read.find((one) => one.sessionId === sessionId && one.agentId === undefined && one.slug === slug);
    assert.deepEqual(definedOf(listingOfRecords(file?.records ?? [])), expected);
  }
  assert.ok(added.truth.sessions.some(({ sessionId }) => sessionId === begun));
});

test('a plain search finds each planted text where it is, and none that is no conversation', () => {
  const { configDir, truth } = writeCorpus({ configDir: scratchFolder(), bytes: 1e6, seed: 14 });
  const search = new ReferenceSearch(readReferenceTree(configDir));
  const parts = ['text', 'tools', 'subagents', 'thinking'] as const;
  const render = ({ slug, sessionId, messageId }: { slug: string; sessionId: string; messageId?: string }): string =>
    `${slug}/${sessionId}/${messageId ?? ''}`;
  const find = (query: string): string[] => search.find(query, parts).map(render).sort();
  for (const { query, class: kind, places } of truth.queries) {
    assert.deepEqual(find(query), places.map(render).sort(), `${kind} ${query}`);
  }
  for (const { query, where } of truth.absent) assert.deepEqual(find(query), [], where);
});

/** Without the fields that are undefined. */
function definedOf(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}
