import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { messageIdOf } from '../../../../src/claude/activity/message-id.ts';
import { conversationOf, queuedAs } from '../../../../src/claude/transcripts/queued-prompt.ts';
import { type JsonRecord, parseRecord } from '../../../../src/claude/transcripts/record-fields.ts';
import { addAnswer, addResults, addWords, type ContentTexts } from '../../../../src/search/documents/content-texts.ts';
import { DocumentFinder, type FoundDocument, type Passes } from '../../../../src/search/documents/document-finder.ts';
import {
  contentOf,
  searchedRole,
  textsOfRecords,
  titleOfRecord,
} from '../../../../src/search/documents/texts-of-records.ts';
import { DOCUMENT_KIND } from '../../../../src/search/index-schema.ts';
import { mutateFile } from '../../../support/corpus/mutations.ts';
import { writeCorpus } from '../../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { SeededRandom } from '../../../support/sessions/fuzz/seeded-random.ts';

const LF = 0x0a;
const BOTH: Passes = { conversation: true, tools: true };
const PASSES: readonly Passes[] = [BOTH, { conversation: true, tools: false }, { conversation: false, tools: true }];

const configDir = scratchFolder();
writeCorpus({ configDir, bytes: 2_500_000, seed: 11 });
const files = readdirSync(join(configDir, 'projects'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => ({ name, bytes: readFileSync(join(configDir, 'projects', name)) }))
  .flatMap(({ name, bytes }, index) => [
    { name, bytes, isWhole: true },
    { name: `${name}, changed`, bytes: mutateFile(bytes, new SeededRandom(index)), isWhole: false },
  ]);

/** Reads whole lines of `[resume, to)`; documents by kind and place, the later one where there are two. */
function readDocuments(
  bytes: Buffer,
  passes: Passes,
  known: { readonly from: number; readonly resume: number; readonly found: Map<string, FoundDocument> },
  to: number,
): { from: number; resume: number; found: Map<string, FoundDocument> } {
  const found = new Map(known.found);
  const finder = new DocumentFinder({
    passes,
    from: known.from,
    fallbackTime: 0,
    onDocument: (document) => {
      const place = document.kind >= DOCUMENT_KIND.customTitle ? 'title' : document.offset;
      found.set(`${document.kind} ${place}`, document);
    },
    findCall: () => undefined,
  });
  let start = known.resume;
  for (let end = bytes.indexOf(LF, start); end >= 0 && end < to; end = bytes.indexOf(LF, start)) {
    finder.addLine(bytes, start, end, start);
    start = end + 1;
  }
  finder.tellOpen();
  return { from: start, resume: finder.openFrom ?? start, found };
}

function readAll(bytes: Buffer, passes: Passes): FoundDocument[] {
  return [...readDocuments(bytes, passes, { from: 0, resume: 0, found: new Map() }, bytes.length).found.values()];
}

/** All texts by the message they belong to, as a plain reading with JSON.parse tells. */
function readPlainly(bytes: Buffer): Map<string, ContentTexts> {
  const messages = new Map<string, ContentTexts>();
  const titles = new Map<number, string>();
  const whole = bytes.subarray(0, bytes.lastIndexOf(LF) + 1).toString('utf8');
  for (const [index, line] of whole.split('\n').entries()) {
    const raw = parseRecord(line);
    if (raw === undefined) continue;
    const title = titleOfRecord(raw);
    if (title !== undefined) titles.set(title.kind, title.text);
    const record = conversationOf(raw);
    const role = searchedRole(record);
    if (role === undefined) continue;
    const id = queuedAs(record) ?? messageIdOf(record) ?? `line ${index}`;
    const texts = messages.get(id) ?? { text: [], thinking: [], tools: [] };
    messages.set(id, texts);
    if (role === 'assistant') addAnswer(contentOf(record), texts);
    else {
      addWords(contentOf(record), texts.text);
      addResults(contentOf(record), texts.tools);
    }
  }
  for (const [kind, text] of titles) messages.set(`title ${kind}`, { text: [text], thinking: [], tools: [] });
  return messages;
}

/** All words of a kind in a file, in order. */
function allOf(texts: Iterable<ContentTexts>, part: keyof ContentTexts): string[] {
  return [...texts].flatMap((one) => one[part]).sort();
}

function recordsIn(bytes: Buffer, { offset, length }: FoundDocument): JsonRecord[] {
  const lines = bytes.toString('utf8', offset, offset + length).split('\n');
  return lines.map(parseRecord).filter((record) => record !== undefined);
}

test('documents hold the same words as a plain reading of every line, none twice [storage.search.reading]', () => {
  for (const { name, bytes } of files) {
    const plain = [...readPlainly(bytes).values()];
    for (const part of ['text', 'thinking', 'tools'] as const) {
      assert.deepEqual(allOf(readAll(bytes, BOTH), part), allOf(plain, part), `${part} of ${name}`);
    }
  }
});

test('what is shown of a document is what was indexed of it [storage.search.reading]', () => {
  let count = 0;
  for (const { name, bytes } of files) {
    for (const document of readAll(bytes, BOTH)) {
      const texts = textsOfRecords(document.kind, recordsIn(bytes, document));
      assert.notEqual(texts, undefined, name);
      const { text, thinking, tools, role } = texts as NonNullable<typeof texts>;
      const { text: words, thinking: thoughts, tools: calls, role: whose } = document;
      const shown = { text, thinking, tools, role };
      assert.deepEqual(
        shown,
        { text: words, thinking: thoughts, tools: calls, role: whose },
        `${name} ${document.offset}`,
      );
      count += 1;
    }
  }
  assert.ok(count > 300);
});

test('each pass alone finds its documents at the same places as both together [storage.search.reading]', () => {
  for (const { name, bytes, isWhole } of files) {
    // A broken line may seem to belong to a message as long as it is not parsed.
    if (!isWhole) continue;
    const both = readAll(bytes, BOTH);
    const words = readAll(bytes, { conversation: true, tools: false });
    const tools = readAll(bytes, { conversation: false, tools: true });
    const isTold = ({ text, thinking }: FoundDocument): boolean => text.length + thinking.length > 0;
    const placeOf = ({ kind, offset, length }: FoundDocument): string => `${kind} ${offset} ${length}`;
    assert.deepEqual(words.map(placeOf).sort(), both.filter(isTold).map(placeOf).sort(), name);
    const withTools = both.filter((document) => document.tools.length > 0);
    assert.deepEqual(tools.map(placeOf).sort(), withTools.map(placeOf).sort(), name);
    assert.deepEqual(allOf(tools, 'tools'), allOf(both, 'tools'), name);
  }
});

test('a file that is read in pieces, as it grows, gives the same documents as at once [storage.search.reading]', () => {
  let seed = 3;
  for (const { name, bytes } of files) {
    for (const passes of PASSES) {
      let state = { from: 0, resume: 0, found: new Map<string, FoundDocument>() };
      for (let to = 0; to < bytes.length; ) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        to = Math.min(bytes.length, to + 1 + (seed % Math.ceil(bytes.length / 6)));
        state = readDocuments(bytes, passes, state, to);
      }
      const plain = ({ owner: _, isAgain: __, at: ___, ...document }: FoundDocument): object => document;
      const byPlace = (one: FoundDocument, other: FoundDocument): number =>
        one.offset - other.offset || one.kind - other.kind;
      const pieces = [...state.found.values()].sort(byPlace).map(plain);
      assert.deepEqual(pieces, readAll(bytes, passes).sort(byPlace).map(plain), name);
    }
  }
});
