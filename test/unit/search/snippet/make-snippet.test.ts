import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenise } from '../../../../src/core/normalise.ts';
import { parseQuery } from '../../../../src/search/query/parse-query.ts';
import { makeSnippet } from '../../../../src/search/snippet/make-snippet.ts';
import { searchText } from '../../../../src/search/snippet/search-text.ts';
import { SeededRandom } from '../../../support/sessions/fuzz/seeded-random.ts';

function snippetOf(text: string, query: string): string {
  const terms = parseQuery(query);
  const searched = searchText(text, terms);
  assert.equal(searched.found.size, terms.length, `${query} stands in it`);
  return makeSnippet(searched, terms);
}

const LONG = 'word '.repeat(100);

const SNIPPETS: readonly (readonly [what: string, text: string, query: string, snippet: string])[] = [
  ['a short text is shown whole', 'one two three', 'two', 'one **two** three'],
  ['every match is marked', 'two, or two', 'two', '**two**, or **two**'],
  ['accents and case', 'Un CAFÉ noir, cafe\u0301!', 'café', 'Un **CAFÉ** noir, **cafe\u0301**!'],
  ['letters whose lower case is longer', 'in İSTANBUL now', 'istanbul now', 'in **İSTANBUL** **now**'],
  ['a sharp s', 'Straße und STRASSE', 'straße', '**Straße** und STRASSE'],
  ['ligatures', 'a ﬁne ﬁle', 'fine file', 'a **ﬁne** **ﬁle**'],
  ['a last sigma', 'ΛΟΓΟΣ και', 'λογος', '**ΛΟΓΟΣ** και'],
  [
    'a phrase over punctuation',
    'see src/app/create-app.ts: 42',
    '"app create app"',
    'see src/**app/create-app**.ts: 42',
  ],
  ['two characters of Chinese', '这是搜索系统的测试', '搜索', '这是**搜索**系统的测试'],
  ['words that touch', '这是搜索系统', '搜索 系统', '这是**搜索系统**'],
  ['an emoji, whole', 'yes 👍🏽 ok', '👍', 'yes **👍**🏽 ok'],
  ['kana that are written in two', 'が ｶﾞ か\u3099', 'が', '**が** ｶﾞ **か\u3099**'],
  ['a beginning', 'to migrate by migration', 'migrat*', 'to **migrate** by **migration**'],
  ['white space becomes one blank', 'a1\n\n\tb2   c3', 'b2', 'a1 **b2** c3'],
];

for (const [what, text, query, snippet] of SNIPPETS) {
  test(`snippet: ${what} [sessions.search.snippet]`, () => {
    assert.equal(snippetOf(text, query), snippet);
  });
}

test('a long text is cut at words, to about 200 characters [sessions.search.snippet]', () => {
  const snippet = snippetOf(`${LONG}needle ${LONG}`, 'needle');
  assert.match(snippet, /^…(?:word )+\*\*needle\*\*(?: word)+…$/);
  assert.ok(snippet.length > 180 && snippet.length < 220, snippet);
});

test('a snippet is taken where most of the words are together [sessions.search.snippet]', () => {
  const text = `alpha first. ${LONG} then alpha meets beta. ${LONG} beta last`;
  assert.match(snippetOf(text, 'alpha beta'), /then \*\*alpha\*\* meets \*\*beta\*\*/);
});

test('words far into megabytes are found and shown [sessions.search.snippet]', () => {
  const text = `${'lorem ipsum dolor '.repeat(100_000)}näedle here ${'sit amet '.repeat(50_000)}`;
  assert.match(snippetOf(text, 'naedle here'), /^….*dolor \*\*näedle\*\* \*\*here\*\* sit amet.*…$/);
  assert.match(snippetOf(text, '"dolor naedle"'), /\*\*dolor näedle\*\*/);
});

test('text without any white space is cut between words, never within a character [sessions.search.snippet]', () => {
  const snippet = snippetOf(`${'搜索引擎，'.repeat(3000)}针${'👍'.repeat(3000)}`, '针');
  assert.match(snippet, /^…[搜索引擎，]+\*\*针\*\*(?:👍)+…$/u);
  assert.ok(snippet.length < 300);
  assert.doesNotMatch(snippet, /[\ud800-\udbff](?![\udc00-\udfff])/);
  const long = snippetOf(`${'x'.repeat(5000)} needle ${'y'.repeat(9000)}`, 'needle');
  assert.ok(long.includes('**needle**') && long.length < 300, long);
});

const ALPHABETS = [
  ['a', 'B', 'c', 'É', 'e\u0301', 'ß', 'İ', 'ﬁ', 'ǅ', 'Å', 'Σ', 'ς'],
  ['漢', '字', 'か\u3099', 'が', 'ｶﾞ', 'ㅎ', '\u1112\u1161\u11ab', '한', 'ไ', 'ท', 'ย', 'ำ'],
  ['👍', '🏽', '👩\u200d💻', '❤\ufe0f', '½', '㎏', '①', '\u0301', '\u0334', 'क', 'ि', '\ud83d'],
  ['0', '7', '_', '-', '$', '+', '=', '…', '’', '·', '\u00ad', '\u200b'],
];
const GAPS = [' ', ' ', '\n', ', ', '"', '(', '\t\t', '。', ''];

/** Which of two forms a sigma takes depends on what stands behind the word. */
function sameSigmas(tokens: readonly string[]): string {
  return tokens.join(' ').replaceAll('ς', 'σ');
}

test('stripped of its marks a snippet is text of the message, and what is marked is what was looked for [sessions.search.snippet]', () => {
  const random = new SeededRandom(7);
  const wordOf = (): string =>
    Array.from({ length: 1 + random.below(5) }, () => random.pick(random.pick(ALPHABETS))).join('');
  let marks = 0;
  for (let round = 0; round < 1500; round += 1) {
    const words = Array.from({ length: 2 + random.below(120) }, wordOf);
    const text = words.map((word) => word + random.pick(GAPS)).join('');
    const tokens = tokenise(text);
    const at = random.below(Math.max(1, tokens.length - 3));
    const phrase = tokens.slice(at, at + 1 + random.below(3));
    if (phrase.length === 0 || [...phrase.join('')].length < 2) continue;
    const terms = [{ tokens: phrase, isBeginning: false }];
    const searched = searchText(text, terms);
    assert.equal(searched.found.size, 1, `${JSON.stringify(phrase)} of ${JSON.stringify(text)}`);
    const snippet = makeSnippet(searched, terms);
    const bare = snippet.replaceAll('**', '').replace(/^…|…$/g, '');
    const told = JSON.stringify({ text, phrase, snippet });
    assert.ok(text.replace(/\s+/g, ' ').includes(bare) || text.replace(/\s+/g, ' ').trim() === bare, told);
    for (const [index, marked] of snippet.split('**').entries()) {
      if (index % 2 === 0) continue;
      marks += 1;
      // What touches is marked as one; one character may stand for several tokens.
      assert.ok(` ${sameSigmas(tokenise(marked))} `.includes(` ${sameSigmas(phrase)} `), told);
    }
  }
  assert.ok(marks > 1000, String(marks));
});
