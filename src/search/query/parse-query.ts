import { CodezError } from '../../core/errors.ts';
import { queryWords, tokenise } from '../../core/normalise.ts';

/** Words that stand side by side in a text. */
export interface SearchTerm {
  /** One or more. */
  readonly tokens: readonly string[];
  /** True when the last token may go on: what was asked for as `word*`. */
  readonly isBeginning: boolean;
}

/** UTF-16 units a query may have. */
export const MAX_QUERY_UNITS = 1000;
const MAX_TERMS = 64;
/** Characters before the star of `word*`: fewer would match too much to be fast. */
const MIN_BEGINNING = 4;

/** A phrase in quotes, or what stands between white space and quotes. A quote without an end separates, like a space. */
const PIECE = /"([^"]*)"|([^\s"]+)/gu;
const STARRED = /^(.+?)\*+$/su;

/**
 * Returns what a text must hold to be found: each word, each `"phrase in quotes"`, each beginning of a word `begin*`.
 * All other punctuation only separates words.
 * @throws CodezError `invalid` for a query without words, or with too many
 */
export function parseQuery(query: string): readonly SearchTerm[] {
  if (query.length > MAX_QUERY_UNITS) throw invalidQuery(`has more than ${MAX_QUERY_UNITS} characters`);
  const terms = [...query.matchAll(PIECE)].flatMap(([, phrase, word]) =>
    phrase === undefined ? termsOfWord(word as string) : termsOf([tokenise(phrase)]),
  );
  if (terms.length === 0) throw invalidQuery('has no word');
  if (terms.length > MAX_TERMS) throw invalidQuery(`has more than ${MAX_TERMS} words`);
  const isOneLetter = [...query.trim()].length < 2 && !isWordAlone(terms[0]?.tokens[0] as string);
  if (isOneLetter) throw invalidQuery('has only one character');
  return distinct(terms);
}

function termsOfWord(word: string): SearchTerm[] {
  const base = STARRED.exec(word)?.[1];
  const terms = termsOf(queryWords(word));
  const last = terms.at(-1);
  if (base === undefined || last === undefined || !canGoOn(base, last.tokens.at(-1) as string)) return terms;
  return [...terms.slice(0, -1), { ...last, isBeginning: true }];
}

function termsOf(words: readonly string[][]): SearchTerm[] {
  return words.filter((tokens) => tokens.length > 0).map((tokens) => ({ tokens, isBeginning: false }));
}

/** True when the text ends with this token, and letters that follow would belong to it. */
function canGoOn(text: string, token: string): boolean {
  return [...token].length >= MIN_BEGINNING && tokenise(`${text}x`).at(-1) === `${token}x`;
}

/** True for a character that is a token of its own wherever it stands. */
function isWordAlone(token: string): boolean {
  return tokenise(token + token).length === 2;
}

function distinct(terms: readonly SearchTerm[]): SearchTerm[] {
  return [...new Map(terms.map((term) => [`${term.tokens.join(' ')} ${term.isBeginning}`, term])).values()];
}

function invalidQuery(problem: string): CodezError {
  return new CodezError(
    'invalid',
    `query: ${problem}`,
    `Give words of at least 2 characters together, or 1 where a character is a word (Chinese, emoji): ${MAX_TERMS} words ` +
      `and ${MAX_QUERY_UNITS} characters at most.`,
    { fields: { query: [problem] } },
  );
}
