import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../../src/core/errors.ts';
import { parseQuery } from '../../../../src/search/query/parse-query.ts';

/** Terms as words: tokens joined by `+`, a `*` behind a beginning. */
function termsOf(query: string): string[] {
  return parseQuery(query).map(({ tokens, isBeginning }) => `${tokens.join(' ')}${isBeginning ? '*' : ''}`);
}

const QUERIES: readonly (readonly [query: string, terms: readonly string[]])[] = [
  ['hello world', ['hello', 'world']],
  ['  Hello\tWORLD\n', ['hello', 'world']],
  ['hello hello', ['hello']],
  ['Café', ['cafe']],
  ['cafe\u0301', ['cafe']],
  ['İstanbul STRASSE', ['istanbul', 'strasse']],
  ['incident-42', ['incident 42']],
  ['src/app/create-app.ts', ['src app create app ts']],
  ['搜索', ['搜 索']],
  ['漢', ['漢']],
  ['👍', ['👍']],
  ['"connection refused"', ['connection refused']],
  ['"connection refused" port', ['connection refused', 'port']],
  ['say"connection refused"now', ['say', 'connection refused', 'now']],
  ['"connection refused', ['connection', 'refused']],
  ['connection" refused', ['connection', 'refused']],
  ['""" a lone one', ['a', 'lone', 'one']],
  ['""', []],
  ['"" word', ['word']],
  ['migrat*', ['migrat*']],
  ['inciden-4212*', ['inciden 4212*']],
  ['migrat**', ['migrat*']],
  ['mig*', ['mig']],
  ['migrat.*', ['migrat']],
  ['*migrat', ['migrat']],
  ['mig*rat', ['mig rat']],
  ['"migrat*"', ['migrat']],
  ['搜索系统*', ['搜 索 系 统']],
  ['NEAR(alpha beta, 5)', ['near alpha', 'beta', '5']],
  ['alpha AND beta', ['alpha', 'and', 'beta']],
  ['NOT alpha', ['not', 'alpha']],
  ['text:alpha', ['text alpha']],
  ['{text} : alpha', ['text', 'alpha']],
  ['^alpha', ['^ alpha']],
  ['(alpha)', ['alpha']],
  ["it's", ['it s']],
  ["'; DROP TABLE documents; --", ['drop', 'table', 'documents']],
  ['[a-z]+(foo|bar)', ['a z + foo | bar']],
  ['\\d{3}', ['d 3']],
  ['a\u0000b', ['a b']],
  ['c++', ['c + +']],
  ['a b', ['a', 'b']],
];

for (const [query, terms] of QUERIES) {
  if (terms.length === 0) continue;
  test(`${JSON.stringify(query)} looks for ${terms.join(', ')} [sessions.search.language]`, () => {
    assert.deepEqual(termsOf(query), terms);
  });
}

const REFUSED: readonly (readonly [what: string, query: string, problem: RegExp])[] = [
  ['nothing', '', /no word/],
  ['white space', ' \n\t ', /no word/],
  ['punctuation', '.*?!', /no word/],
  ['an empty phrase', '""', /no word/],
  ['a lone surrogate', '\ud83d', /no word/],
  ['a letter', 'a', /only one character/],
  ['a letter with white space', ' é ', /only one character/],
  ['too many words', Array.from({ length: 65 }, (_, index) => `word${index}`).join(' '), /more than 64 words/],
  ['too many characters', 'x'.repeat(1001), /more than 1000 characters/],
  ['a megabyte', 'ab '.repeat(350_000), /more than 1000 characters/],
];

for (const [what, query, problem] of REFUSED) {
  test(`a query of ${what} is refused, saying what is needed [sessions.search.refused, storage.search.bounded]`, () => {
    assert.throws(
      () => parseQuery(query),
      (error) =>
        error instanceof CodezError &&
        error.code === 'invalid' &&
        problem.test(error.message) &&
        /at least 2 characters.*1 where a character is a word/.test(error.hint) &&
        error.fields?.['query'] !== undefined,
    );
  });
}

test('64 words and 1,000 characters are taken [storage.search.bounded]', () => {
  assert.equal(parseQuery(Array.from({ length: 64 }, (_, index) => `w${index}`).join(' ')).length, 64);
  assert.equal(parseQuery('搜'.repeat(1000))[0]?.tokens.length, 1000);
});
