import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkListing } from '../../support/corpus/check-listing.ts';
import { checkUsage } from '../../support/corpus/check-usage.ts';
import { CorpusAppender } from '../../support/corpus/corpus-appender.ts';
import { type Corpus, writeCorpus } from '../../support/corpus/write-corpus.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

let door: SessionsDoor;
let corpus: Corpus;
const cleanUps: (() => unknown)[] = [];

before(async () => {
  door = await SessionsDoor.open({ after: (work) => void cleanUps.push(work as () => unknown) });
  corpus = writeCorpus({ configDir: join(door.server.folder, 'claude'), bytes: 20e6, seed: 41 });
});
after(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

const observe = (args: Result): Promise<Result> => door.call('get_observability', args);

/** Shows the first differences. */
function none(differences: readonly string[]): void {
  assert.deepEqual(differences.slice(0, 10), [], `${differences.length} differences`);
}

async function listSessions(): Promise<Result[]> {
  const rows: Result[] = [];
  let cursor: unknown;
  do {
    const page = await door.call('list_sessions', { limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...(page['sessions'] as Result[]));
    cursor = page['next_cursor'];
  } while (cursor !== undefined);
  return rows;
}

test('usage is told to the token: once each, by day, model, project and session, of any period and place [sessions.observability]', async () => {
  none(await checkUsage(observe, corpus.truth));
});

test('sessions are listed with tokens, size of their context and cost [sessions.list.usage]', async () => {
  none(await checkListing(listSessions, corpus.truth));
});

test('what is written while the server runs, and after it was ended, counts [sessions.observability, sessions.list.usage]', async () => {
  const appender = new CorpusAppender(corpus, 42);
  for (const session of corpus.truth.sessions.slice(0, 9)) {
    appender.answer(session);
    appender.tool(session);
  }
  none(await checkUsage(observe, corpus.truth));
  none(await checkListing(listSessions, corpus.truth));
  await door.stop('SIGTERM');
  for (const session of corpus.truth.sessions.slice(5, 14)) appender.answer(session);
  await door.restart();
  none(await checkUsage(observe, corpus.truth));
  none(await checkListing(listSessions, corpus.truth));
});
