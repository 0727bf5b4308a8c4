import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalise, queryWords, toIndexText, tokenise } from '../../../src/core/normalise.ts';

const TOKENS: readonly (readonly [text: string, tokens: readonly string[]])[] = [
  ['', []],
  [' \t\n.,;:!?()[]{}"\'/\\@#%&*_-', []],
  ['Hello, World', ['hello', 'world']],
  ['incident-42', ['incident', '42']],
  ['foo_bar.baz', ['foo', 'bar', 'baz']],
  ['C++ a=b $5 `x`', ['c', '+', '+', 'a', '=', 'b', '$', '5', '`', 'x', '`']],
  ['Café CAFÉ Cafe\u0301', ['cafe', 'cafe', 'cafe']],
  ['Ångström ÀÉÎÕÜ', ['angstrom', 'aeiou']],
  ['Ёлка ёж Йод', ['елка', 'еж', 'иод']],
  ['ΆΛΦΑ İstanbul', ['αλφα', 'istanbul']],
  ['ﬁle ①② x² Ⅳ ＡＢＣ', ['file', '12', 'x2', 'iv', 'abc']],
  ['Straße', ['straße']],
  ['搜索', ['搜', '索']],
  ['全文search検索', ['全', '文', 'search', '検', '索']],
  ['ひらがなカタカナ', ['ひ', 'ら', 'が', 'な', 'カ', 'タ', 'カ', 'ナ']],
  ['サーバー ｻｰﾊﾞｰ', ['サ', 'ー', 'バ', 'ー', 'サ', 'ー', 'バ', 'ー']],
  ['한국어', ['한', '국', '어']],
  ['\u1112\u1161\u11ab', ['한']],
  ['ไทย', ['ไ', 'ท', 'ย']],
  ['ลาว ខ្មែរ', ['ล', 'า', 'ว', 'ខ', '្', 'ម', 'ែ', 'រ']],
  ['မြန်မာ', ['မ', 'ြ', 'န', '်', 'မ', 'ာ']],
  ['हिन्दी भाषा', ['हिन्दी', 'भाषा']],
  ['שָׁלוֹם', ['שָׁלוֹם'.normalize('NFC')]],
  ['𠮷野家 𝒳𝟙', ['𠮷', '野', '家', 'x1']],
  ['ship 🚀🚀 it', ['ship', '🚀', '🚀', 'it']],
  ['a\u00adb a\u200db', ['a', 'b', 'a', 'b']],
  ['❤\ufe0fabc', ['❤', '\ufe0f', 'abc']],
  ['a\u0000b\u0001', ['a', 'b']],
  ['全角　空白、句点。', ['全', '角', '空', '白', '句', '点']],
];

for (const [text, tokens] of TOKENS) {
  test(`the tokens of ${JSON.stringify(text)} [storage.search.normaliser]`, () => {
    assert.deepEqual(tokenise(text), tokens);
  });
}

test('lone surrogates separate and never throw [storage.search.normaliser]', () => {
  assert.deepEqual(tokenise('a\ud800b\udc00é\udfff'), ['a', 'b', 'e']);
  assert.deepEqual(tokenise('\ud83d'), []);
});

test('composed and decomposed text is the same, in any letter case [storage.search.normaliser]', () => {
  for (const text of ['Crème Brûlée', 'Ǻ ﷺ ㍿ 각', 'ΑΒΓ Й']) {
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
      assert.equal(normalise(text.normalize(form)), normalise(text));
    }
    assert.deepEqual(tokenise(text.toUpperCase()), tokenise(text.toLowerCase()));
  }
});

test('a query is its words, each the phrase of its tokens [storage.search.normaliser]', () => {
  assert.deepEqual(queryWords('  incident-42   搜索　Café '), [['incident', '42'], ['搜', '索'], ['cafe']]);
  assert.deepEqual(queryWords('... - "'), []);
});

/** What SQLite's `ascii` tokenizer makes of a text, with the symbols as parts of tokens. */
function asciiTokens(text: string): string[] {
  const parts = text.match(/[A-Za-z0-9$+<=>^`|~\u0080-\uffff]+/g) ?? [];
  return parts.map((part) => part.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
}

test('text of the index is split into the same tokens by SQLite [storage.search.normaliser]', () => {
  for (const [text, tokens] of TOKENS) assert.deepEqual(asciiTokens(toIndexText(text)), tokens, text);
  const pieces = [...TOKENS.map(([text]) => text), 'a', 'É', '\u0301', ' ', '—', '=', '\u200d', '港', '\ud83d', '_'];
  let seed = 7;
  const next = (count: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % count;
  };
  for (let round = 0; round < 3_000; round += 1) {
    const text = Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).join('');
    assert.deepEqual(asciiTokens(toIndexText(text)), tokenise(text), JSON.stringify(text));
  }
});
