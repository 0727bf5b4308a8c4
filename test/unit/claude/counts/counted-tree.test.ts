import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTranscripts } from '../../../../src/claude/transcripts/create-transcripts.ts';
import type { Transcripts } from '../../../../src/claude/transcripts/transcripts.ts';
import { mutateFile } from '../../../support/corpus/mutations.ts';
import { listingOfRecords } from '../../../support/corpus/reference-listing.ts';
import { readReferenceTree } from '../../../support/corpus/reference-reader.ts';
import { responsesOfTree } from '../../../support/corpus/reference-usage.ts';
import { sumResponses } from '../../../support/corpus/truth.ts';
import { writeCorpus } from '../../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { SeededRandom } from '../../../support/sessions/fuzz/seeded-random.ts';

const FIELDS = ['title', 'cwd', 'messageCount', 'model', 'gitBranch', 'forkedFrom', 'contextTokens'] as const;

/** Holds everything that is told of a tree against a plain reading of it. */
async function check(transcripts: Transcripts, configDir: string, message: string): Promise<void> {
  const files = readReferenceTree(configDir);
  const used = sumResponses(responsesOfTree(files), ({ sessionId }) => sessionId);
  const sessions = await transcripts.listSessions();
  const own = files.filter(({ agentId }) => agentId === undefined);
  assert.equal(sessions.length, own.length, message);
  for (const { sessionId, slug, records } of own) {
    const session = sessions.find((each) => each.sessionId === sessionId && each.slug === slug);
    const wanted = listingOfRecords(records);
    for (const name of FIELDS) assert.equal(session?.[name], wanted[name], `${message}: ${name} of ${sessionId}`);
    const { input = 0, output = 0, cache_read = 0, cache_write = 0 } = used.get(sessionId)?.tokens ?? {};
    const tokens = { input, output, cache_read, cache_write };
    assert.deepEqual(session?.usage.tokens, tokens, `${message}: tokens of ${sessionId}`);
    assert.deepEqual(await transcripts.describe(sessionId, slug), session, message);
  }
  const { groups } = await transcripts.usage({ groupBy: 'session' });
  const told = new Map(groups.map(({ key, tokens, messages }) => [key, { messages, output: tokens.output }]));
  const wanted = [...used].map(([key, { messages, tokens }]) => [key, { messages, output: tokens.output }] as const);
  assert.deepEqual(told, new Map(told.size === used.size ? sortAs(wanted, [...told.keys()]) : wanted), message);
}

function sortAs<Value>(entries: readonly (readonly [string, Value])[], keys: readonly string[]): [string, Value][] {
  const byKey = new Map(entries);
  return keys.flatMap((key) => (byKey.has(key) ? [[key, byKey.get(key) as Value]] : []));
}

test('sessions and usage of a tree are those of a plain reading, while its files change [sessions.counts.exact, sessions.list.usage]', async () => {
  const configDir = scratchFolder();
  const random = new SeededRandom(5);
  const paths = writeCorpus({ configDir, bytes: 800_000, seed: 5 }).files.map(({ path }) => path);
  const transcripts = createTranscripts({ configDir });
  await check(transcripts, configDir, 'at first');
  for (let round = 0; round < 25; round += 1) {
    const path = random.pick(paths);
    const bytes = readFileSync(random.pick(paths));
    random.pick([
      () => appendFileSync(path, bytes),
      () => appendFileSync(path, bytes.subarray(0, random.below(bytes.length))),
      () => truncateSync(path, 0),
      () => replace(path, mutateFile(bytes, random)),
      () => rmSync(path),
      () => writeFileSync(join(path, '..', 'agent-later.jsonl'), mutateFile(bytes, random)),
    ])();
    await check(transcripts, configDir, `round ${round}`);
    writeFileSync(path, bytes);
    await check(transcripts, configDir, `after round ${round}`);
  }
  await transcripts.close();
});

function replace(path: string, bytes: Buffer): void {
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}
