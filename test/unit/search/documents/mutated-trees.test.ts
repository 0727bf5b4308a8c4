import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DocumentFinder, type FoundDocument } from '../../../../src/search/documents/document-finder.ts';
import { MUTATIONS, mutateLine } from '../../../support/corpus/mutations.ts';
import { parseRecords } from '../../../support/corpus/reference-reader.ts';
import { type ReferenceDocument, ReferenceSearch, tokensOf } from '../../../support/corpus/reference-search.ts';
import { writeCorpus } from '../../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { SeededRandom } from '../../../support/sessions/fuzz/seeded-random.ts';

const MAX_BYTES = 80_000;

test('documents found in the bytes of spoilt and unusual files are those that parsing every line finds [sessions.search.equal]', () => {
  const random = new SeededRandom(71);
  const { files } = writeCorpus({ configDir: scratchFolder(), bytes: 5e5, seed: 72 });
  const small = files.filter(({ bytes }) => bytes < MAX_BYTES);
  assert.ok(small.length > 10);
  for (const { path } of small) {
    const bytes = readFileSync(path);
    const lines = bytes.toString('utf8').split('\n');
    for (const name of MUTATIONS) {
      const chosen = new Set(Array.from({ length: 3 }, () => random.below(lines.length)));
      const changed = lines.map((line, index) => (chosen.has(index) ? mutateLine(line, name, random) : line));
      compare(Buffer.from(changed.join('\n')), name);
    }
    const changed = lines.map((line) => (random.chance(0.3) ? mutateLine(line, random.pick(MUTATIONS), random) : line));
    compare(Buffer.from(changed.join('\n')), 'several changes');
  }
});

function compare(bytes: Buffer, change: string): void {
  const found: string[] = [];
  const finder = new DocumentFinder({
    passes: { conversation: true, tools: true },
    from: 0,
    fallbackTime: 0,
    onDocument: (document) => found.push(render(document)),
    findCall: () => undefined,
  });
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    finder.addLine(bytes, start, end, start);
    start = end + 1;
  }
  finder.tellOpen();
  const file = { path: '', slug: '', sessionId: '', bornAtMs: 0, records: parseRecords(bytes) };
  const plain = new ReferenceSearch([file]).documents.map(({ texts }) => render(texts));
  assert.deepEqual(found.filter(isSomething).sort(), plain.filter(isSomething).sort(), change);
}

const known = new Map<string, string>();

/** The tokens of a document's parts. */
function render({ text, thinking, tools }: FoundDocument | ReferenceDocument['texts']): string {
  const parts = [text, thinking, tools].map((pieces) => pieces.map(tokensOnce).filter(isSomething).join(' | '));
  return parts.every((part) => part === '') ? '' : parts.join(' # ');
}

function tokensOnce(text: string): string {
  const tokens = known.get(text) ?? tokensOf(text).join(' ');
  known.set(text, tokens);
  return tokens;
}

function isSomething(text: string): boolean {
  return text !== '';
}
