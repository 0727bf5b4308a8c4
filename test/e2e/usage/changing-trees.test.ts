import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkUsage } from '../../support/corpus/check-usage.ts';
import { CorpusAppender } from '../../support/corpus/corpus-appender.ts';
import { type ReferenceFile, readReferenceTree } from '../../support/corpus/reference-reader.ts';
import { ReferenceSearch, tokensOf } from '../../support/corpus/reference-search.ts';
import { responsesOfTree } from '../../support/corpus/reference-usage.ts';
import { type Corpus, writeCorpus } from '../../support/corpus/write-corpus.ts';
import { SeededRandom } from '../../support/sessions/fuzz/seeded-random.ts';
import { type Result, SessionsDoor } from '../../support/sessions/sessions-door.ts';

/** Any other number makes another tree and other changes. */
const seed = 71;
const ROUNDS = 10;
const CHANGES = 5;
const MAX_HITS = 90;

/** Changes a tree as programs and people do, and keeps what it takes away. */
class TreeChanger {
  readonly #corpus: Corpus;
  readonly #random: SeededRandom;
  readonly #appender: CorpusAppender;
  readonly #taken: { readonly path: string; readonly kept: string }[] = [];
  #count = 0;

  constructor(corpus: Corpus, seed: number) {
    this.#corpus = corpus;
    this.#random = new SeededRandom(seed);
    this.#appender = new CorpusAppender(corpus, seed + 1);
  }

  /** Returns what was done. */
  change(): string {
    const file = this.#random.pick(this.#files());
    const { path } = file;
    const what = this.#random.pick(['append', 'begin', 'take', 'restore', 'fork', 'cut', 'rewrite', 'swap', 'torn']);
    this.#count += 1;
    if (what === 'append') this.#append(file);
    else if (what === 'begin') this.#appender.begin(`/home/me/new ${this.#count}`);
    else if (what === 'take') this.#take(path);
    else if (what === 'restore') this.#restore();
    else if (what === 'fork') this.#fork(file);
    else if (what === 'cut') truncateSync(path, Math.floor(readFileSync(path).length * this.#random.next()));
    else if (what === 'rewrite') writeFileSync(path, this.#halfOf(path));
    else if (what === 'swap') {
      writeFileSync(`${path}.new`, this.#halfOf(path));
      renameSync(`${path}.new`, path);
    } else appendFileSync(path, '{"type":"user","message":{"role":"user","content":"torn');
    return `${what} ${basename(path)}`;
  }

  #files(): ReferenceFile[] {
    return readReferenceTree(this.#corpus.configDir).filter(({ records }) => records.length > 0);
  }

  #append({ sessionId, path }: ReferenceFile): void {
    const session = this.#corpus.truth.sessions.find((one) => one.sessionId === sessionId);
    if (!readFileSync(path, 'latin1').endsWith('\n')) appendFileSync(path, '"}}\n');
    if (session === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    this.#random.pick([
      () => this.#appender.prompt(session),
      () => this.#appender.answer(session),
      () => this.#appender.tool(session),
    ])();
  }

  #take(path: string): void {
    const kept = join(this.#corpus.configDir, `kept-${this.#count}`);
    renameSync(path, kept);
    this.#taken.push({ path, kept });
  }

  #restore(): void {
    const last = this.#taken.pop();
    if (last === undefined) return;
    rmSync(last.path, { force: true });
    mkdirSync(dirname(last.path), { recursive: true });
    renameSync(last.kept, last.path);
  }

  /** Copies some records into a new session, as a fork does. */
  #fork({ records, path, agentId, sessionId: source }: ReferenceFile): void {
    if (agentId !== undefined) return;
    const sessionId = `f0f0f0f0-0000-4000-8000-${String(this.#count).padStart(12, '0')}`;
    const copied = records.slice(0, 1 + this.#random.below(records.length)).map((record) => {
      const mark = record['type'] === 'assistant' ? { requestSessionId: record['requestSessionId'] ?? source } : {};
      return JSON.stringify({ ...record, sessionId, ...mark });
    });
    writeFileSync(join(dirname(path), `${sessionId}.jsonl`), `${copied.join('\n')}\n`);
  }

  #halfOf(path: string): string {
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return lines
      .filter(() => this.#random.chance(0.5))
      .map((line) => `${line}\n`)
      .join('');
  }
}

async function checkWords(door: SessionsDoor, files: readonly ReferenceFile[], random: SeededRandom): Promise<void> {
  const reference = new ReferenceSearch(files);
  const texts = reference.documents.flatMap(({ texts: { text, tools } }) => [...text, ...tools]);
  const render = (...names: unknown[]): string => names.map((name) => name ?? '').join('/');
  for (let asked = 0; asked < 12; ) {
    const tokens = tokensOf(random.pick(texts) ?? '');
    const at = random.below(tokens.length);
    const query = asked % 2 === 0 ? tokens[at] : `"${tokens.slice(at, at + 3).join(' ')}"`;
    if (query === undefined || query.length < 4 || query.length > 900) continue;
    asked += 1;
    const hits = reference.find(query).map((hit) => render(hit.slug, hit.sessionId, hit.messageId));
    if (new Set(hits).size > MAX_HITS) continue;
    const { results } = (await door.call('search_sessions', { query, limit: 100 })) as { results: Result[] };
    const found = results.map((row) => render(row['slug'], row['session_id'], row['message_id']));
    assert.deepEqual(found.sort(), [...new Set(hits)].sort(), query);
  }
}

test('usage and search stay exact while files are added, forked, cut, rewritten, taken away and brought back [usage.changing-trees]', async (t) => {
  const door = await SessionsDoor.open(t);
  const configDir = join(door.server.folder, 'claude');
  const corpus = writeCorpus({ configDir, bytes: 6e5, seed, isPlain: true, sessions: 14 });
  const changer = new TreeChanger(corpus, seed + 1);
  const random = new SeededRandom(seed + 2);
  const done: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let change = 0; change < CHANGES; change += 1) done.push(changer.change());
    const files = readReferenceTree(configDir);
    const truth = { ...corpus.truth, responses: responsesOfTree(files) };
    const differences = await checkUsage((args) => door.call('get_observability', args), truth);
    assert.deepEqual(differences.slice(0, 5), [], `seed ${seed}: ${done.join(', ')}`);
    await checkWords(door, files, random).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${done.join(', ')}`, { cause: error });
    });
  }
});
