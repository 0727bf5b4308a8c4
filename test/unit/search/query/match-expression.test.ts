import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MatchFilter, toTableMatches } from '../../../../src/search/query/match-expression.ts';
import { parseQuery } from '../../../../src/search/query/parse-query.ts';
import type { SearchPart } from '../../../../src/search/search-index.ts';

function expressions(query: string, parts: readonly SearchPart[], filter: Omit<MatchFilter, 'in'> = {}): string[] {
  const matches = toTableMatches(parseQuery(query), { ...filter, in: new Set(parts) });
  return matches.map(({ table, match }) => `${table}| ${match}`);
}

test('each part is looked for in its columns, words of one message wherever they stand [sessions.search.filters]', () => {
  assert.deepEqual(expressions('a1 b2', ['text', 'tools', 'subagents']), [
    'conversation| {text} : "a1" AND {text} : "b2"',
    'tools| {tool text} : "a1" AND {tool text} : "b2"',
  ]);
  assert.deepEqual(expressions('a1', ['text']), ['conversation| {text} : "a1" AND tags : "m"']);
  assert.deepEqual(expressions('a1', ['thinking', 'subagents']), ['conversation| {thinking} : "a1"']);
  assert.deepEqual(expressions('a1', ['tools', 'subagents']), ['tools| {tool} : "a1"']);
  assert.deepEqual(expressions('a1', ['subagents']), [
    'conversation| {text} : "a1" AND tags : "s"',
    'tools| {tool text} : "a1" AND tags : "s"',
  ]);
  assert.deepEqual(expressions('a1', ['text', 'thinking', 'subagents'], { role: 'user', project: 7 }), [
    'conversation| {text thinking} : "a1" AND tags : "p7" AND tags : "ru"',
  ]);
});

test('nothing of a query becomes syntax [sessions.search.language]', () => {
  assert.deepEqual(expressions('x" OR tags:"m', ['text', 'subagents']), [
    'conversation| {text} : "x" AND {text} : "or tags" AND {text} : "m"',
  ]);
  assert.deepEqual(expressions('begin* -"two words"', ['text', 'subagents']), [
    'conversation| {text} : "begin" * AND {text} : "two words"',
  ]);
});

test('no part at all is refused [sessions.search.refused]', () => {
  assert.throws(() => expressions('a1', []), /in: names no part/);
});
