import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import { Conversation } from './conversation.ts';
import { ModelResponse } from './model-response.ts';
import { type Planted, Planter } from './planter.ts';
import { RecordWriter } from './record-writer.ts';
import { KNOWN_MODELS } from './session-plan.ts';
import type { TextClass } from './text-classes.ts';
import { folderNameOf } from './tree-places.ts';
import type { ExpectedQuery, ExpectedSession } from './truth.ts';
import { Vocabulary } from './vocabulary.ts';
import type { Corpus } from './write-corpus.ts';

/** Adds to a tree while others read it, and to its truth. Records are of now, unless told. */
export class CorpusAppender {
  readonly #corpus: Corpus;
  readonly #random: SeededRandom;
  readonly #vocabulary: Vocabulary;
  readonly #planter: Planter;

  /** `seed`: another one than the tree's, so that other words are planted. */
  constructor(corpus: Corpus, seed: number) {
    this.#corpus = corpus;
    this.#random = new SeededRandom(seed);
    this.#vocabulary = new Vocabulary(this.#random.fork(), 0);
    this.#planter = new Planter(corpus.truth, this.#random.fork(), Number.POSITIVE_INFINITY, 800);
  }

  /** A person says something in a session; returns the query that finds it. */
  prompt(session: ExpectedSession, at = Date.now(), kind: TextClass = 'user'): ExpectedQuery {
    return this.#write(session, at, (conversation) => {
      const planted = this.#plant(kind);
      const text = `${this.#vocabulary.prose(80)} ${planted.text} then`;
      conversation.user(text, { planted: [planted], note: { type: 'prompt', text } });
      return planted;
    });
  }

  /** The model answers with some text and the tokens it used. */
  answer(session: ExpectedSession, at = Date.now(), kind: TextClass = 'assistant'): ExpectedQuery {
    return this.#write(session, at, (conversation) => {
      const planted = this.#plant(kind);
      const response = new ModelResponse(conversation);
      response.thinking(this.#vocabulary.prose(100));
      response.text(`${this.#vocabulary.prose(80)} ${planted.text} then`, { planted: [planted] });
      return planted;
    });
  }

  /** A tool is called and prints something. */
  tool(session: ExpectedSession, at = Date.now()): ExpectedQuery {
    return this.#write(session, at, (conversation) => {
      const planted = this.#plant('tool_output');
      const response = new ModelResponse(conversation);
      const id = response.call('Bash', { command: 'make check', description: 'check' });
      const content = `${this.#vocabulary.output(500)} ${planted.text}\n`;
      conversation.user([{ tool_use_id: id, type: 'tool_result', content }], {
        planted: [planted],
        extra: { toolUseResult: { stdout: content, stderr: '' } },
        share: 'tools',
        calledBy: response.id,
      });
      return planted;
    });
  }

  /** Begins a session in a folder with a prompt; returns the query that finds that. */
  begin(cwd: string, at = Date.now()): ExpectedQuery {
    const slug = folderNameOf(cwd);
    const sessionId = this.#vocabulary.uuid();
    const path = join(this.#corpus.configDir, 'projects', slug, `${sessionId}.jsonl`);
    const writer = new RecordWriter({ path, sessionId, slug, truth: this.#corpus.truth });
    const planted = this.#plant('user');
    const text = `${this.#vocabulary.prose(50)} ${planted.text}`;
    this.#conversation(writer, sessionId, cwd, 'main', at).user(text, {
      planted: [planted],
      note: { type: 'prompt', text },
    });
    writer.close();
    return planted.queries[0] as ExpectedQuery;
  }

  #write(session: ExpectedSession, at: number, say: (conversation: Conversation) => Planted): ExpectedQuery {
    const { truth, configDir } = this.#corpus;
    const continued = truth.sessions.find(({ sessionId }) => sessionId === session.sessionId) ?? session;
    const { sessionId, slug, cwd } = continued;
    const path = join(configDir, 'projects', slug, `${sessionId}.jsonl`);
    const writer = new RecordWriter({ path, sessionId, slug, truth, continued });
    // Behind a torn line Claude Code would lose its next record.
    if (readFileSync(path).at(-1) !== 0x0a) writer.raw('\n');
    const startAt = Math.max(at, continued.updatedAt);
    const planted = say(this.#conversation(writer, sessionId, cwd, continued.gitBranch ?? 'HEAD', startAt));
    writer.close();
    return planted.queries[0] as ExpectedQuery;
  }

  #conversation(
    writer: RecordWriter,
    sessionId: string,
    cwd: string,
    gitBranch: string,
    startAt: number,
  ): Conversation {
    const [random, vocabulary] = [this.#random, this.#vocabulary];
    const model = KNOWN_MODELS[1];
    return new Conversation({ writer, random, vocabulary, sessionId, cwd, gitBranch, startAt, model });
  }

  #plant(kind: TextClass): Planted {
    const planted = this.#planter.plant(kind);
    if (planted === undefined) throw new Error(`no text of class ${kind} is left`);
    return planted;
  }
}
