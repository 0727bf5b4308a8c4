import { availableParallelism } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequirementSuite } from './requirements/requirement.ts';
import { REQUIREMENTS } from './requirements.ts';
import { judgeCoverage } from './support/runner/coverage.ts';
import { Outcome } from './support/runner/outcome.ts';
import { runFile } from './support/runner/run-file.ts';
import { findSuiteFiles, isSuite, MAIN_SUITES, type Suite } from './support/runner/suite-files.ts';

/**
 * `node dist/test/run.js [unit|contract|e2e|real]... [part of a file's path]...`
 *
 * Runs the named suites (default: unit contract e2e) and ends with the line `N passed, N failed`. A complete run
 * also holds the manifest of requirements against the titles of the tests that passed.
 */
const FILE_TIMEOUT_MS: Record<'main' | 'real', number> = { main: 240_000, real: 900_000 };
const SLOW_MS = 2_000;
const SLOWEST_SHOWN = 12;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

const words = process.argv.slice(2);
const named = words.filter(isSuite);
const filters = words.filter((word) => !isSuite(word));
const suites: readonly Suite[] = named.length > 0 ? named : MAIN_SUITES;
const files = suites
  .flatMap((suite) => findSuiteFiles(root, suite))
  .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)));

// A variable of the developer's own shell must not decide what a test sees.
for (const name of Object.keys(process.env)) if (/^(CODEZ_|AUTHKIT_|MCP_)/.test(name)) delete process.env[name];

process.exitCode = await main();

async function main(): Promise<number> {
  if (files.length === 0) {
    say(`no test file matches: ${words.join(' ') || suites.join(' ')}`);
    say('0 passed, 0 failed');
    return 1;
  }
  const outcome = await runFiles();
  report(outcome);
  let failed = outcome.failures.length;
  if (filters.length > 0) say('requirements: not checked, since only some files ran');
  else failed += checkCoverage(outcome);
  if (outcome.passed + failed === 0) say('no test ran');
  say(`${outcome.passed} passed, ${failed} failed`);
  return failed > 0 || outcome.passed === 0 ? 1 : 0;
}

/** Runs as many files at a time as there are processors; what a file printed is shown when one of its tests failed. */
async function runFiles(): Promise<Outcome> {
  const outcome = new Outcome(root);
  const timeoutMs = suites.includes('real') ? FILE_TIMEOUT_MS.real : FILE_TIMEOUT_MS.main;
  const queue = [...files];
  const work = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const output = await runFile(file, outcome, timeoutMs);
      const name = relative(root, file);
      const failed = outcome.failures.filter((failure) => failure.file === name).length;
      if (failed > 0) say(`${failed} failed in ${name}\n${output.trimEnd()}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return outcome;
}

function report(outcome: Outcome): void {
  for (const failure of outcome.failures) {
    say(`\n✖ ${failure.title}${failure.file === '' ? '' : `  (${failure.file})`}`);
    say(failure.text.replace(/^/gm, '    '));
  }
  const slow = outcome.durations.filter((test) => test.ms >= SLOW_MS).sort((a, b) => b.ms - a.ms);
  if (slow.length > 0) say(`\nslow tests (over ${SLOW_MS / 1000} s): ${slow.length}`);
  for (const test of slow.slice(0, SLOWEST_SHOWN)) say(`  ${(test.ms / 1000).toFixed(1)} s  ${test.title}`);
  if (outcome.skips.length > 0) say(`\nskipped: ${outcome.skips.length}`);
  for (const skip of outcome.skips) say(`  ${skip}`);
  say();
}

/** Returns 1 when a promise stands without proof, else 0. */
function checkCoverage(outcome: Outcome): number {
  const covered = new Set<RequirementSuite>();
  if (MAIN_SUITES.every((suite) => suites.includes(suite))) covered.add('main');
  if (suites.includes('real')) covered.add('real');
  if (covered.size === 0) {
    say('requirements: not checked, since only some suites ran');
    return 0;
  }
  const coverage = judgeCoverage(REQUIREMENTS, { passed: outcome.passedIds, skipped: outcome.skippedIds }, covered);
  for (const problem of coverage.problems) say(`✖ requirement ${problem}`);
  for (const id of coverage.unproven) say(`requirement ${id} is not shown here: its test was skipped`);
  say(`requirements: ${coverage.proven} shown by tests, ${coverage.planned} planned for later versions`);
  return coverage.problems.length > 0 ? 1 : 0;
}
