import assert from 'node:assert/strict';
import { test } from 'node:test';
import { now, planned } from '../../requirements/requirement.ts';
import { citedIds, judgeCoverage } from '../../support/runner/coverage.ts';

const MANIFEST = [
  ...now('contract: x', { 'a.one': 'One.', 'a.two': 'Two.' }),
  ...now('contract: x', { 'a.real': 'Real.' }, 'real'),
  ...planned('contract: x', { 'a.later': 'Later.' }),
];
const judge = (passed: string[], skipped: string[] = []): readonly string[] =>
  judgeCoverage(MANIFEST, { passed: new Set(passed), skipped: new Set(skipped) }, new Set(['main'])).problems;

test('ids are read from brackets, other brackets are left alone', () => {
  assert.deepEqual(citedIds('a batch [] of [1,2] at [::1] is fine [a.one, a.two-b] [c.d.e]'), [
    'a.one',
    'a.two-b',
    'c.d.e',
  ]);
});

test('a complete run with every promise shown has no problem', () => {
  assert.deepEqual(judge(['a.one', 'a.two']), []);
});

test('a promise without a passed test is a problem, one whose test was skipped is named apart', () => {
  assert.deepEqual(judge(['a.one']), ['a.two is cited by no passed test: Two.']);
  const coverage = judgeCoverage(
    MANIFEST,
    { passed: new Set(['a.one']), skipped: new Set(['a.two']) },
    new Set(['main']),
  );
  assert.deepEqual([coverage.problems, coverage.unproven, coverage.proven, coverage.planned], [[], ['a.two'], 1, 1]);
});

test('promises of suites that did not run are not asked for', () => {
  const coverage = judgeCoverage(MANIFEST, { passed: new Set(['a.real']), skipped: new Set() }, new Set(['real']));
  assert.deepEqual(coverage.problems, []);
});

test('an unknown id and a planned one that a test shows are problems', () => {
  assert.deepEqual(judge(['a.one', 'a.two', 'a.unknown', 'a.later']), [
    'a.unknown is cited by a test and stands in no manifest',
    'a.later is planned and a passed test cites it: mark it now',
  ]);
});

test('an id that stands twice in the manifest is a problem', () => {
  const twice = [...MANIFEST, ...planned('contract: y', { 'a.later': 'Again.' })];
  const coverage = judgeCoverage(twice, { passed: new Set(['a.one', 'a.two']), skipped: new Set() }, new Set(['main']));
  assert.deepEqual(coverage.problems, ['a.later stands twice in the manifest']);
});
